"""Numbers that people can say for what lies in the vector store and not in a table: doc-1001, mem-12."""

from dataclasses import dataclass

from handlers.backends.local.database import Database
from handlers.backends.local.series import following, number_in


@dataclass(frozen=True, slots=True)
class Numbering:
    """The numbers of one kind of thing. `words` are what people say in place of the prefix: 'memory 12'."""

    prefix: str
    first: int
    words: tuple[str, ...]

    def next(self, database: Database, tenant: str) -> str:
        """The next number, written: `doc-1001`."""
        with database.transaction() as connection:
            return f"{self.prefix}-{following(connection, tenant, self.prefix, self.first)}"

    def read(self, said: str) -> str | None:
        """`mem-12` from 'mem-12', 'memory 12', 'MEM 12' or '12'; None where it is something else."""
        number = number_in(said, (self.prefix, *self.words))
        return None if number is None else f"{self.prefix}-{number}"


DOCUMENTS = Numbering("doc", 1001, ("document", "doc", "article", "dokumen", "artikel", "documento", "articolo"))
MEMORIES = Numbering("mem", 1, ("memory", "ingatan", "catatan", "memoria", "ricordo", "nota"))
