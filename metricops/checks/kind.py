"""A check kind: its names, its arguments, and how a check of it becomes a rule."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from metricops.checks.dates import AsOf
from metricops.checks.given import Given
from metricops.checks.parameter import Parameter
from metricops.checks.rule import Rule
from metricops.manifest import Check


def _nothing_wrong(_: Given) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of check. `name` is the short form, `aliases` are Great Expectations' names for the same.

    A plain value in place of named arguments is the first argument's, a list is that of the arguments in `listed`,
    one item each when there are several: `unique: [a, b]`, `accepted: [New, Won]`, `within: [0, 100]`. Arguments may
    also stand one level deeper, under the word in `nested`.
    `impossible` names the argument and says what is wrong when each is well formed but together they can never be
    met, such as a range that nothing fits. `judges` says what is counted: rows, one aggregate, or the table's columns.
    """

    name: str
    about: str
    arguments: tuple[Parameter, ...]
    rule: Callable[[Given], Rule]
    aliases: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    nested: str = ""
    judges: Literal["rows", "value", "shape"] = "rows"
    impossible: Callable[[Given], tuple[str, str] | None] = _nothing_wrong

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the kind can be written under."""
        return (self.name, *self.aliases)

    def parameter(self, name: str) -> Parameter | None:
        """The parameter that is written so."""
        return next((p for p in self.arguments if name in p.names), None)

    def given(self, check: Check, as_of: AsOf) -> Given:
        """The check's arguments as this kind reads them."""
        return Given(check, self.arguments, as_of)
