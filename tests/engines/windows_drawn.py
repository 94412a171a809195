"""Drawn rows, filtered metrics and windows, and what plain Python says of each metric in each window and group."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from hypothesis import strategies as st

from metricops.periods import Period

FIRST = date(2024, 2, 20)  # a leap day is near
Truth = bool | None


class Row(NamedTuple):
    """A row of the table; `at` is a day or a moment."""

    at: date | datetime | None
    segment: str | None
    kind: str | None
    size: int | None
    won: bool | None
    amount: Decimal | None
    who: int | None

    @property
    def day(self) -> date | None:
        return self.at.date() if isinstance(self.at, datetime) else self.at


@dataclass(frozen=True)
class Filter:
    """A condition as it stands in the definitions, and as Python sees it: None where nobody knows."""

    sql: str
    holds: Callable[[Row], Truth]


@dataclass(frozen=True)
class Metric:
    """A simple metric with filters that are all applied."""

    name: str
    agg: str
    expr: str
    filters: tuple[Filter, ...]
    more: str = ""

    @property
    def yaml(self) -> str:
        filters = ", ".join(f'"{one.sql}"' for one in self.filters)
        return f"{{name: {self.name}, agg: {self.agg}, expr: {self.expr}{self.more}, filter: [{filters}]}}"

    def meets(self, row: Row) -> bool:
        return all(one.holds(row) is True for one in self.filters)

    def of(self, rows: Sequence[Row]) -> Any:
        """The value over rows; nothing over none."""
        own = [row for row in rows if self.meets(row)]
        return aggregated(self.agg, [getattr(row, self.expr) for row in own], self.more) if own else None


def aggregated(agg: str, values: list[Any], more: str) -> Any:
    known = [value for value in values if value is not None]
    match agg:
        case "sum_boolean":
            return sum(1 for value in known if value)
        case "count":
            return len(known)
        case "count_distinct":
            return len(set(known))
    if not known:
        return None
    match agg:
        case "sum":
            return sum(known)
        case "average":
            return Fraction(sum(known)) / len(known)
        case "min":
            return min(known)
        case "max":
            return max(known)
    return percentile(sorted(Fraction(value) for value in known), Fraction(1, 2) if agg == "median" else Fraction(1, 4))


def percentile(values: list[Fraction], share: Fraction) -> Fraction:
    place = share * (len(values) - 1)
    low, rest = int(place), place - int(place)
    return values[low] + (rest * (values[low + 1] - values[low]) if rest else 0)


# ── filters ─────────────────────────────────────────────────────────────────────────────────────────────────


def dimension(name: str) -> str:
    return f"{{{{ Dimension('fact__{name}') }}}}"


def compared(name: str, sign: str, value: Any) -> Filter:
    """A comparison of a column with a value."""
    signs: dict[str, Callable[[Any, Any], bool]] = {
        "=": lambda a, b: a == b,
        "<>": lambda a, b: a != b,
        "<": lambda a, b: a < b,
        ">=": lambda a, b: a >= b,
    }
    written = f"'{value}'" if isinstance(value, str) else value
    return Filter(
        f"{dimension(name)} {sign} {written}",
        lambda row: None if getattr(row, name) is None else signs[sign](getattr(row, name), value),
    )


def one_of(name: str, values: tuple[Any, ...]) -> Filter:
    return Filter(
        f"{dimension(name)} IN ({', '.join(repr(value) for value in values)})",
        lambda row: None if getattr(row, name) is None else getattr(row, name) in values,
    )


def either(left: Filter, right: Filter) -> Filter:
    def holds(row: Row) -> Truth:
        found = {left.holds(row), right.holds(row)}
        return True if True in found else None if None in found else False

    return Filter(f"({left.sql} OR {right.sql})", holds)


def both(left: Filter, right: Filter) -> Filter:
    def holds(row: Row) -> Truth:
        found = {left.holds(row), right.holds(row)}
        return False if False in found else None if None in found else True

    return Filter(f"{left.sql} AND {right.sql}", holds)


def negated(of: Filter) -> Filter:
    def holds(row: Row) -> Truth:
        found = of.holds(row)
        return None if found is None else not found

    return Filter(f"NOT ({of.sql})", holds)


atoms = st.one_of(
    st.builds(compared, st.just("kind"), st.sampled_from(["=", "=", "=", "<>"]), st.sampled_from("abcd")),
    st.builds(compared, st.just("size"), st.sampled_from(["=", "<", ">="]), st.integers(0, 5)),
    st.builds(one_of, st.just("kind"), st.sampled_from([("a", "b"), ("c",), ("b", "d")])),
    st.builds(one_of, st.just("size"), st.sampled_from([(1, 2), (2, 3)])),
    st.just(Filter(dimension("won"), lambda row: row.won)),
    st.just(Filter(f"{dimension('kind')} IS NULL", lambda row: row.kind is None)),
    st.just(Filter(f"{dimension('kind')} LIKE '%a'", lambda row: None if row.kind is None else row.kind[-1] == "a")),
)
filters = st.one_of(atoms, atoms, st.builds(both, atoms, atoms), st.builds(either, atoms, atoms), atoms.map(negated))
AGGREGATES = (
    *(("sum", "amount", ""), ("count", "amount", ""), ("average", "amount", ""), ("min", "amount", "")),
    *(("max", "size", ""), ("sum", "size", ""), ("sum_boolean", "won", ""), ("count_distinct", "who", "")),
    *(("median", "amount", ""), ("percentile", "amount", ", percentile: 0.25")),
)
ADDITIVE = AGGREGATES[:7]


@st.composite
def metrics(draw: st.DrawFn, of: Sequence[tuple[str, str, str]], most: int) -> tuple[Metric, ...]:
    """Metrics of a few measures with filters of their own."""
    measures = draw(st.lists(st.sampled_from(of), min_size=1, max_size=3, unique=True))
    pairs = st.tuples(st.sampled_from(measures), st.lists(filters, max_size=2, unique_by=lambda f: f.sql))
    found = draw(st.lists(pairs, min_size=1, max_size=most))
    return tuple(Metric(f"m{n}", *measure[:2], tuple(own), measure[2]) for n, (measure, own) in enumerate(found))


# ── rows and windows ────────────────────────────────────────────────────────────────────────────────────────

days = st.integers(-3, 25).map(lambda n: FIRST + timedelta(days=n))
moments = st.builds(datetime.combine, days, st.sampled_from([time(), time(12), time(23, 59, 59, 999999)]))


def rows(at: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Row]]:
    """Rows of few segments, with gaps everywhere."""
    row = st.builds(
        Row,
        st.none() | at,
        st.sampled_from([None, "x", "y"]),
        st.sampled_from([None, "a", "b", "c", "Aa"]),
        st.none() | st.integers(0, 5),
        st.none() | st.booleans(),
        st.none() | st.integers(-36, 36).map(lambda n: n * Decimal("0.04")),  # quarters of it have two digits too
        st.none() | st.integers(1, 3),
    )
    return st.lists(row, max_size=14)


@st.composite
def windows(draw: st.DrawFn) -> tuple[Period, ...]:
    """A few windows that lie anyhow, or several kinds that each step through time."""
    if draw(st.booleans()):
        ends = st.tuples(days, st.integers(0, 12)).map(lambda w: Period(w[0], w[0] + timedelta(days=w[1])))
        return tuple(draw(st.lists(ends, min_size=1, max_size=12, unique=True)))
    last, found = draw(days), []
    unit = draw(st.sampled_from([1, 1, 2, 7]))
    for length in draw(st.lists(st.integers(1, 5), min_size=1, max_size=3, unique=True)):
        for back in range(draw(st.integers(1, 12))):
            end = last - timedelta(days=unit * back)
            found.append(Period(end - timedelta(days=unit * length - 1), end))
    return tuple(found)


def expected(
    metrics: Sequence[Metric], rows: Sequence[Row], periods: Sequence[Period], grouped: bool
) -> Iterator[tuple[Any, ...]]:
    """A row for every window and group in which any metric has a row."""
    for period in periods:
        inside = [row for row in rows if row.day is not None and period.start <= row.day <= period.end]
        for segment in {row.segment for row in inside} if grouped else {None}:
            own = [row for row in inside if not grouped or row.segment == segment]
            if any(metric.meets(row) for metric in metrics for row in own):
                key = (period.start, period.end, *((segment,) if grouped else ()))
                yield (*key, *(metric.of(own) for metric in metrics))


def evidence(metrics: Sequence[Metric], rows: Sequence[Row], periods: Sequence[Period]) -> Iterator[tuple[Any, ...]]:
    """A row for every window and segment that any metric ever saw: values, and each one's sample and first day."""
    dated = [row for row in rows if row.day is not None]
    for segment in {row.segment for row in dated if any(metric.meets(row) for metric in metrics)}:
        its = [row for row in dated if row.segment == segment]
        firsts = [min((row.day for row in its if row.day and m.meets(row)), default=None) for m in metrics]
        for period in periods:
            own = [row for row in its if row.day is not None and period.start <= row.day <= period.end]
            stands = [
                (sum(m.meets(r) and (m.agg != "average" or r.amount is not None) for r in own), first)
                for m, first in zip(metrics, firsts, strict=True)
            ]
            yield (period.start, period.end, segment, *(m.of(own) for m in metrics), *stands)
