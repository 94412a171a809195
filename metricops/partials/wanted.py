"""What partials would have to hold: the measures, keys and times that plans read, gathered by model and time."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from metricops.expressions.settled import settled
from metricops.manifest import Aggregation, SemanticModel
from metricops.partials.said import ROWS, measured, said
from metricops.plan.frames import InPeriods
from metricops.plan.plan import Aggregate, Part, Plan
from metricops.plan.rows import (
    AnyOf,
    Attribute,
    Condition,
    Equals,
    Extracted,
    Join,
    Predicate,
    Scan,
    Truncated,
    Value,
    Zoned,
)

ADDITIVE = (Aggregation.SUM, Aggregation.MIN, Aggregation.MAX, Aggregation.COUNT, Aggregation.SUM_BOOLEAN)


@dataclass(slots=True)
class Wanted:
    """One model's rows by one of its times; `keys` by what they say, each with its name in a query."""

    model: SemanticModel
    time: Value
    joins: dict[str, Join] = field(default_factory=dict)
    keys: dict[str, tuple[str, Value]] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)  # how often each key is read
    measures: dict[str, tuple[Aggregation, Attribute]] = field(default_factory=dict)
    without: dict[str, list[str]] = field(default_factory=dict)  # why something cannot be kept, and what

    def leave_out(self, name: str, reason: str) -> None:
        """Remember that something is not kept."""
        names = self.without.setdefault(reason, [])
        if name not in names:
            names.append(name)

    @property
    def says(self) -> str:
        """What its time says."""
        return said(self.time, Scan(self.model.name, self.model)) or ""


def wanted(plans: Iterable[Plan]) -> tuple[Wanted, ...]:
    """What every model's partials would have to hold for these plans, whose parts look over periods."""
    found: dict[tuple[str, str | None], Wanted] = {}
    for part in (part for plan in plans for part in plan.parts):
        source = part.scan.source
        if isinstance(source, SemanticModel) and isinstance(part.frame, InPeriods):
            time = part.frame.time
            one = found.setdefault((source.name, said(time, part.scan)), Wanted(source, time))
            _gather(one, part)
    return tuple(found.values())


def _gather(one: Wanted, part: Part) -> None:
    """What one part reads, as far as it can be kept."""
    if part.stock or part.match or part.scan.bridged:
        reason = "a stock" if part.stock else "conversions are told" if part.match else "a bridge is crossed"
        for aggregate in part.aggregates:
            if aggregate.role == "value":
                one.leave_out(aggregate.column, f"{reason} by rows")
        return
    for aggregate in part.aggregates:
        _measure(one, part, aggregate)
    for key in part.keys:
        _key(one, part, key.name, key.value)
    for predicate in (*part.where, *(p for a in part.aggregates for p in a.conditions)):
        for name, value in _values(predicate):
            _key(one, part, name, value)


def _measure(one: Wanted, part: Part, of: Aggregate) -> None:
    if of.role in ("first", "here", "taken") or not isinstance(of.value, Attribute):
        return
    kinds = (Aggregation.SUM, Aggregation.COUNT) if of.agg is Aggregation.AVERAGE else (of.agg,)
    if not set(kinds) <= set(ADDITIVE):
        one.leave_out(of.column, f"{of.agg.value} needs the rows")
    elif not settled(of.value.sql):
        one.leave_out(of.column, "its expression may say otherwise tomorrow")
    else:
        said_so = ((measured(kind, of.value, part.scan), kind) for kind in kinds)
        one.measures.update({text: (kind, of.value) for text, kind in said_so if text and _is_told(of, text)})


def _is_told(of: Aggregate, text: str) -> bool:
    """Whether a measure is a metric's own: the number of rows beside every metric is kept anyway."""
    return text != ROWS or of.role == "value"


def _key(one: Wanted, part: Part, name: str, value: Value) -> None:
    """A key that rows have, with the joins that lead to it; the rows' own time is kept by day anyway."""
    text, own = said(value, part.scan), _innermost(value)
    if text is None or own is None or _is_own_time(one, part, value):
        return
    joins = _joins(part, own.table)
    known = all(one.joins.get(join.table, join) == join for join in joins)
    if known and settled(own.sql) and all(_settled(join) for join in joins):
        one.joins.update({join.table: join for join in joins})
        one.keys.setdefault(text, (name, value))
        one.uses[text] = one.uses.get(text, 0) + 1


def _is_own_time(one: Wanted, part: Part, value: Value) -> bool:
    while isinstance(value, Truncated | Extracted):
        value = value.of
    return said(value, part.scan) == said(one.time, part.scan)


def _innermost(value: Value) -> Attribute | None:
    while isinstance(value, Truncated | Extracted | Zoned):
        value = value.of
    return value if isinstance(value, Attribute) else None


def _joins(part: Part, table: str) -> list[Join]:
    """The joins that lead to a table of the scan, nearest first."""
    join = next((j for j in part.scan.joins if j.table == table), None)
    if join is None:
        return []
    lefts = (_innermost(left) for left, _ in join.on)
    before = [way for left in lefts if left is not None for way in _joins(part, left.table)]
    return [*dict.fromkeys((*before, join))]


def _settled(join: Join) -> bool:
    sides = [value for pair in join.on for value in pair]
    if join.validity is not None:
        sides += [join.validity.time, join.validity.start, join.validity.end]
    inner = [_innermost(side) for side in sides]
    return all(one is not None and settled(one.sql) for one in inner)


def _values(of: Predicate) -> list[tuple[str, Value]]:
    """What a predicate reads of a row."""
    match of:
        case Condition(parsed, values, bare):
            named = zip((r.name for r in parsed.references), values, strict=True)
            return [*named, *bare]
        case Equals(value, _):
            return [("", value)]
        case AnyOf(sets):
            return [pair for one in sets for p in one for pair in _values(p)]
    return []
