"""Whether a data set may be trained on: every line right, every handler covered, not too long on average."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, computed_field

from handlers.registry import Registry
from schemas.persona import Persona
from training_data_gen.describe import Describer
from training_data_gen.jsonl import lines
from training_data_gen.tokens import BY_ESTIMATE, TokenCounter

MEAN_TOKENS = 4096
"""The mean length of what is trained on stays below this."""


class Fault(BaseModel):
    """Something wrong with a line."""

    file: str
    line: int
    problem: str


class ValidationReport(BaseModel):
    """Lengths are of training texts, one a turn, definitions included. `covered`: handlers with enough records."""

    records: int
    faults: list[Fault]
    covered: int
    coverage: int
    uncovered: dict[str, int]
    mean_tokens: float
    longest_tokens: int
    mean_limit: int
    tokenizer: str

    @computed_field
    @property
    def failures(self) -> list[str]:
        """Why the data set may not be trained on; none lets it pass."""
        failed: list[str] = []
        if not self.records:
            failed.append("there are no records")
        if self.faults:
            failed.append(
                f"{len(self.faults)} fault(s) in {len({(one.file, one.line) for one in self.faults})} line(s)"
            )
        if self.covered < self.coverage:
            failed.append(f"{self.covered} handlers are covered, and {self.coverage} have to be")
        if self.mean_tokens >= self.mean_limit:
            failed.append(f"the mean length is {self.mean_tokens:.0f} tokens, and has to be below {self.mean_limit}")
        return failed


@dataclass(frozen=True)
class Validator:
    """`coverage`: how many handlers must have `per_handler` records; None asks for all that are registered."""

    registry: Registry
    personas: Mapping[str, Persona]
    coverage: int | None = None
    per_handler: int = 1
    mean_limit: int = MEAN_TOKENS
    tokens: TokenCounter = BY_ESTIMATE
    progress: Callable[[int], None] = lambda _: None

    def validate(self, files: Sequence[Path]) -> ValidationReport:
        """Judge the files together, as one data set."""
        describer = Describer(self.registry, self.personas)
        faults: list[Fault] = []
        handlers: Counter[str] = Counter()
        records = texts = total = longest = 0
        for file in files:
            for line in lines(file):
                self.progress(len(line.data))
                records += 1
                described = describer.describe(line.data)
                faults += [Fault(file=str(file), line=line.number, problem=problem) for problem in described.faults]
                handlers.update(set(described.handlers))
                for text in described.texts:
                    length = self.tokens.count(text)
                    texts, total, longest = texts + 1, total + length, max(longest, length)
        uncovered = {name: handlers[name] for name in self.registry if handlers[name] < self.per_handler}
        return ValidationReport(
            records=records,
            faults=faults,
            covered=len(self.registry) - len(uncovered),
            coverage=len(self.registry) if self.coverage is None else self.coverage,
            uncovered=uncovered,
            mean_tokens=total / max(texts, 1),
            longest_tokens=longest,
            mean_limit=self.mean_limit,
            tokenizer=self.tokens.name,
        )
