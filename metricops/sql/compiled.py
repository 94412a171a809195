"""A compiled query: SQL text in one dialect with the columns it returns."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a result; `unit` is a metric's unit, empty for a group-by."""

    name: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class CompiledQuery:
    """Text that an engine can run, in `dialect`, with its output columns in order.

    `kept` asks the same of partials; the text itself always asks the rows. `about` says in words what is asked.
    """

    sql: str
    dialect: str
    columns: tuple[Column, ...]
    kept: "CompiledQuery | None" = None
    about: str = ""

    @property
    def title(self) -> str:
        """What is asked, for messages: in words, else the columns, else the text's first line."""
        return self.about or ", ".join(c.name for c in self.columns) or self.sql.strip().splitlines()[0]
