"""What a check gives its kind: the written arguments, read as pieces of SQL."""

from dataclasses import dataclass
from decimal import Decimal

from sqlglot import exp

from metricops.checks.dates import AsOf, dated
from metricops.checks.parameter import Parameter
from metricops.checks.vetting import vetted
from metricops.diagnostics import error
from metricops.errors import QueryError
from metricops.manifest import Check, Relation
from metricops.manifest.checks import Argument
from metricops.source import Fragment

SAFE_DIGITS, MOST_DIGITS = 18, 38  # of an exact number: those that every warehouse holds, and the most that any does


@dataclass(frozen=True, slots=True)
class Given:
    """A check with its kind's parameters and the day it stands for; names are the parameters' own."""

    check: Check
    parameters: tuple[Parameter, ...]
    as_of: AsOf

    @property
    def scope(self) -> exp.Expr | None:
        """The condition under which a row is looked at, as written in `where`."""
        return self._read(self.check.where) if self.check.where else None

    def argument(self, name: str) -> Argument:
        """The argument as written, or its default."""
        return self._parameter(name).value(self.check)

    def text(self, name: str) -> str:
        """A text argument; empty when it is missing."""
        value = self.argument(name)
        return "" if value is None else str(value)

    def names(self, name: str) -> tuple[str, ...]:
        """Column names, given one by one or as a list."""
        value = self.argument(name)
        return tuple(str(v) for v in value) if isinstance(value, tuple) else (str(value),)

    def flag(self, name: str) -> bool:
        """A yes or no."""
        return self.argument(name) is True

    def column(self, name: str) -> exp.Expr:
        """The column an argument names."""
        return column(self.text(name))

    def columns(self, name: str) -> tuple[exp.Expr, ...]:
        """The columns an argument names."""
        return tuple(column(each) for each in self.names(name))

    def value(self, name: str) -> exp.Expr | None:
        """A number, text or truth value as SQL; none when it was not given."""
        given = self.argument(name)
        return None if given is None else constant(given)

    def values(self, name: str) -> list[exp.Expr]:
        """The members of a set as SQL; NULL is no member, for nothing equals it."""
        given = self.argument(name)
        return [constant(v) for v in (given if isinstance(given, tuple) else (given,)) if v is not None]

    def items(self, name: str) -> tuple[Argument, ...]:
        """The items of a list; a single value is a list of one."""
        given = self.argument(name)
        return given if isinstance(given, tuple) else (given,)

    @property
    def table(self) -> exp.Table:
        """The checked table itself, for a rule that looks at it again."""
        return table(self.check.relation)

    def other(self, name: str) -> Relation:
        """The table an argument names; raises QueryError when it is not known."""
        spelling = self._parameter(name).spelling(self.check)
        relation = self.check.reference(spelling)
        if relation is None:
            message = f'"{self.text(name)}" is not a known model or source table'
            raise QueryError((error("Q107", message, self.check.place(spelling)),))
        return relation

    def sql(self, name: str) -> exp.Expr:
        """An SQL argument, its date names filled in."""
        fragment = self.check.expression(self._parameter(name).spelling(self.check))
        if fragment is None:
            raise QueryError((error("Q106", f'check "{self.check.name}" needs "{name}"', self.check.span),))
        return self._read(fragment)

    def _parameter(self, name: str) -> Parameter:
        return next(p for p in self.parameters if p.name == name)

    def _read(self, fragment: Fragment) -> exp.Expr:
        return reading(fragment, self.check.relation, self.as_of)


def reading(fragment: Fragment, relation: Relation, as_of: AsOf) -> exp.Expr:
    """A written condition on rows of a table, its date names filled in; raises QueryError."""
    tree = dated(vetted(fragment).tree, as_of)
    for node in tree.find_all(exp.Column):
        if node.table.lower() == relation.name.lower():
            node.set("table", None)
    return tree


def column(name: str) -> exp.Expr:
    """A column by its name, quoted where the name needs it."""
    return exp.Column(this=exp.to_identifier(name))


def constant(value: Argument) -> exp.Expr:
    """A written value as SQL."""
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, int | Decimal):
        number = Decimal(value)
        digits = exp.Literal.number(_digits(abs(number)))
        return exp.Neg(this=digits) if number < 0 else digits
    return exp.Literal.string(str(value))


def _digits(number: Decimal) -> str:
    """A number in full, unless only zeros would make it longer than an exact number can be: then with its exponent,
    which a warehouse reads as a floating one."""
    long = number.adjusted() >= MOST_DIGITS or (number.adjusted() >= SAFE_DIGITS and _exponent(number) > 0)
    return f"{number.normalize():e}" if long else f"{number:f}"


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int), "what is written is finite"
    return exponent


def table(relation: Relation) -> exp.Table:
    """A relation as SQL, every part quoted where it needs it."""
    parts = {"this": relation.name, "db": relation.schema, "catalog": relation.database}
    return exp.Table(**{part: exp.to_identifier(name) for part, name in parts.items() if name})
