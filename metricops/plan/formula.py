"""Formulas of a plan: how a result column follows from the columns of the parts."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from metricops.expressions import ParsedSql


@dataclass(frozen=True, slots=True)
class Ref:
    """A column of the combined parts."""

    column: str


@dataclass(frozen=True, slots=True)
class Quotient:
    """Numerator over denominator as a double; NULL when the denominator is 0 or missing."""

    numerator: "Formula"
    denominator: "Formula"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A user's expression in which column `name` stands for a formula."""

    sql: ParsedSql
    inputs: tuple[tuple[str, "Formula"], ...]


@dataclass(frozen=True, slots=True)
class Filled:
    """A value in place of NULL."""

    of: "Formula"
    value: int | Decimal


@dataclass(frozen=True, slots=True)
class Least:
    """The smallest of several values; of counts, a missing one counts as 0."""

    of: tuple["Formula", ...]
    counts: bool = True


@dataclass(frozen=True, slots=True)
class ZeroIf:
    """A value that is 0 instead of NULL where `present` is not NULL: a stock whose snapshot was taken."""

    of: "Formula"
    present: "Formula"


@dataclass(frozen=True, slots=True)
class ZeroWithout:
    """A value that is 0 instead of NULL where no `rows` stand behind it and what is `beside` it is known."""

    of: "Formula"
    rows: "Formula"
    beside: "Formula"


@dataclass(frozen=True, slots=True)
class Present:
    """A formula that is NULL where none of its leaves has a row, whatever stands in for NULL inside it."""

    of: "Formula"
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """NULL: evidence that this kind of metric does not have."""


Formula = Ref | Quotient | Arithmetic | Filled | Least | ZeroIf | ZeroWithout | Present | Missing


@dataclass(frozen=True, slots=True)
class Output:
    """A result column computed from the parts."""

    name: str
    formula: Formula
    unit: str = ""


def rewritten(formula: Formula, columns: Mapping[str, Formula]) -> Formula:
    """The formula with other formulas in place of some columns."""

    def inside(of: Formula) -> Formula:
        return rewritten(of, columns)

    match formula:
        case Ref(column):
            return columns.get(column, formula)
        case Quotient(numerator, denominator):
            return Quotient(inside(numerator), inside(denominator))
        case Arithmetic(_, inputs):
            return replace(formula, inputs=tuple((name, inside(given)) for name, given in inputs))
        case Filled(of, _):
            return replace(formula, of=inside(of))
        case Present(of, marks):
            renamed = (columns.get(mark) for mark in marks)
            named = (new.column if isinstance(new, Ref) else old for old, new in zip(marks, renamed, strict=True))
            return Present(inside(of), tuple(named))
        case ZeroIf(of, there):
            return ZeroIf(inside(of), inside(there))
        case ZeroWithout(of, rows, beside):
            return ZeroWithout(inside(of), inside(rows), inside(beside))
        case Least(of):
            return replace(formula, of=tuple(map(inside, of)))
    return formula
