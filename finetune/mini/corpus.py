"""The messages that Scout Mini learns from, and those that its training is judged on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from finetune.mini.recipe import Recipe
from schemas.tools import ToolDefinition
from training_data_gen.compose import Composed, Composer
from training_data_gen.sources import Utterance


@dataclass(frozen=True, slots=True)
class Corpus:
    """Utterances apart by what they are for. `new` are those of handlers that are left out whole."""

    learned: tuple[Utterance, ...]
    judged: tuple[Utterance, ...]
    new: tuple[Utterance, ...]
    definitions: Mapping[str, ToolDefinition]
    seed: int

    def epoch(self, number: int, count: int) -> Iterator[Composed]:
        """Messages to learn from, other ones in each epoch."""
        return Composer(self.learned, self.definitions).messages(count, self.seed + number)

    def held_out(self, count: int) -> Iterator[Composed]:
        """Messages out of utterances that are never learned from."""
        return Composer(self.judged, self.definitions).messages(count, self.seed - 1)

    def unseen(self, count: int) -> Iterator[Composed]:
        """Messages of one wish, for handlers that are left out."""
        return Composer(self.new, self.definitions).messages(count, self.seed - 2, {"single": 1.0})


def corpus(utterances: Sequence[Utterance], definitions: Mapping[str, ToolDefinition], recipe: Recipe) -> Corpus:
    """The split: by a digest of each utterance, so that it stays where it is when others are added."""
    unseen = set(recipe.unseen)
    if unknown := unseen - definitions.keys():
        raise ValueError(f"there are no handlers {sorted(unknown)} to leave out")
    known = [utterance for utterance in utterances if not unseen.intersection(utterance.handlers)]
    judged = {utterance.source for utterance in known if _share(utterance.source) < recipe.held_out}
    return Corpus(
        learned=tuple(utterance for utterance in known if utterance.source not in judged),
        judged=tuple(utterance for utterance in known if utterance.source in judged),
        new=tuple(
            utterance
            for utterance in utterances
            if unseen.intersection(utterance.handlers) and utterance.kind == "said" and len(utterance.handlers) == 1
        ),
        definitions=definitions,
        seed=recipe.seed,
    )


def _share(source: str) -> float:
    """0 to 1, evenly."""
    return int.from_bytes(sha256(source.encode()).digest()[:4]) / 2**32
