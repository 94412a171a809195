"""Parameters: the arguments a check kind takes, by name and type."""

from dataclasses import dataclass
from enum import StrEnum

from metricops.manifest import Check
from metricops.manifest.checks import Argument


class ParameterType(StrEnum):
    """What an argument is written as."""

    COLUMN = "column"  # a column of the checked table
    COLUMNS = "columns"
    VALUE = "value"  # a number, a truth value or a text; dates are texts
    VALUES = "values"
    PAIRS = "pairs"  # lists of two values
    NUMBER = "number"
    NUMBERS = "numbers"
    RANGES = "ranges"  # lists of two numbers, either of which may be missing
    FLAG = "flag"
    TEXT = "text"
    TEXTS = "texts"
    SQL = "sql"  # one SQL expression over the table's columns
    TABLE = "table"  # another model or `source.table`
    KEY = "key"  # a column of that other table
    REFRESH = "refresh"  # `daily by 06:00`, `24 hours`
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument of a kind; `aliases` are other spellings of its name, Great Expectations' first."""

    name: str
    type: ParameterType
    about: str
    required: bool = False
    default: Argument = None
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every spelling that is understood."""
        return (self.name, *self.aliases)

    def spelling(self, check: Check) -> str:
        """The spelling that the check uses, the name itself when it uses none."""
        given = {name for name, _ in (*check.arguments, *check.expressions)}
        return next((name for name in self.names if name in given), self.name)

    def value(self, check: Check) -> Argument:
        """The argument as given, or its default."""
        return dict(check.arguments).get(self.spelling(check), self.default)
