"""Plans that read partials in place of rows, for every part that they answer exactly; all others stay as they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from metricops.expressions import ParsedSql, parse_sql
from metricops.manifest import Aggregation, SemanticModel
from metricops.partials.said import measured, said
from metricops.partials.values import DAY, Kept
from metricops.periods import Grain
from metricops.plan.formula import Formula, Quotient, Ref, rewritten
from metricops.plan.frames import Direct, Frame, InPeriods, Series
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
    SubMetric,
    TimeRange,
    Truncated,
    Validity,
    Value,
    Zoned,
)
from metricops.source import fragment


class NotKeptError(Exception):
    """Something that the partials do not hold, so that rows must be read."""


def reading(plan: Plan, partials: Sequence[Kept]) -> Plan:
    """The plan with every part read from partials that can answer it; the plan itself when there is none."""
    if plan.kind != "metrics":
        return plan
    parts, averages, told = [], dict[str, Formula](), []
    for part in plan.parts:
        found = _from_any(part, partials)
        parts.append(found[0].part if found else part)
        if found:
            averages.update(found[0].averages)
            told.append(f"{found[1].model}: partials by day, {found[1].factor:,.0f} rows in one")
    if not told:
        return plan
    outputs = tuple(replace(o, formula=rewritten(o.formula, averages)) for o in plan.outputs)
    return replace(plan, parts=tuple(parts), outputs=outputs, sources=(*plan.sources, *dict.fromkeys(told)))


@dataclass(frozen=True, slots=True)
class _Read:
    """A part over partials, and the averages that are now quotients of its columns."""

    part: Part
    averages: Mapping[str, Formula]


def _from_any(part: Part, partials: Sequence[Kept]) -> tuple[_Read, Kept] | None:
    """The part over the smallest partials that hold everything it asks for."""
    source = part.scan.source
    if not isinstance(source, SemanticModel) or part.scan.bridged or part.match or part.stock:
        return None
    for kept in sorted(partials, key=lambda one: one.groups):
        if kept.model == source.name and kept.source == source.relation:
            try:
                return _Reader(part, kept).read(), kept
            except NotKeptError:
                continue
    return None


@dataclass(slots=True)
class _Reader:
    """Rewrites one part; what it meets that is not kept is raised as NotKeptError."""

    part: Part
    kept: Kept
    needed: set[str] = field(default_factory=set)  # joins that some value still reads

    def read(self) -> _Read:
        """The part over the partials."""
        part, averages = self.part, dict[str, Formula]()
        keys = tuple(replace(k, value=k.value if k.timed else self.value(k.value)) for k in part.keys)
        aggregates = [one for a in part.aggregates for one in self.aggregate(a, averages)]
        where, frame = self.all(part.where), self.frame(part.frame)
        scan = self.scan()
        made = replace(part, scan=scan, keys=keys, aggregates=tuple(aggregates), where=where, frame=frame)
        return _Read(made, averages)

    def scan(self) -> Scan:
        """The partials under the model's name, with the joins that are still needed."""
        old, joins = self.part.scan, list[Join]()
        for join in reversed(old.joins):  # a later join may hang on an earlier one
            if join.table in self.needed:
                joins.insert(0, self.join(join))
        assert isinstance(old.source, SemanticModel), "looked at before"
        return replace(old, source=replace(old.source, relation=self.kept.relation), joins=tuple(joins))

    def join(self, join: Join) -> Join:
        """The join on what is kept."""
        on = tuple((self.value(left), right) for left, right in join.on)
        validity = join.validity
        if validity is not None:
            validity = Validity(self.value(validity.time), validity.start, validity.end)
        return replace(join, on=on, validity=validity)

    def value(self, value: Value) -> Value:
        """A value of the rows as the partials hold it: a key, a time by day or coarser, or one of a joined table."""
        text = said(value, self.part.scan)
        if text is not None and text in self.kept.keys:
            return self.column(self.kept.keys[text])
        match value:
            case Truncated(of, grain):
                return Truncated(self.timed(of, grain), grain)
            case Extracted(of, part):
                return Extracted(self.timed(of, Grain.DAY), part)
            case Zoned(of, zone):
                return Zoned(self.value(of), zone)
            case Attribute(table, _) if table == self.part.scan.table:
                raise NotKeptError
            case Attribute(table, _) | SubMetric(table, _):
                self.needed.add(table)
        return value

    def timed(self, of: Value, grain: Grain) -> Value:
        """A time from which a period of at least a day is told."""
        if not self.is_time(of):
            return self.value(of)
        if grain.sub_daily:
            raise NotKeptError
        return self.column(DAY)

    def is_time(self, value: Value) -> bool:
        """Whether a value is the time by whose days the partials are kept."""
        return said(value, self.part.scan) == self.kept.time

    def day(self, value: Value) -> Value:
        """The day of the rows' own time."""
        if not self.is_time(value):
            raise NotKeptError
        return self.column(DAY)

    def column(self, name: str) -> Attribute:
        """A column of the partials."""
        return Attribute(self.part.scan.table, _column(name))

    def all(self, of: tuple[Predicate, ...]) -> tuple[Predicate, ...]:
        """Predicates over the partials."""
        return tuple(self.predicate(one) for one in of)

    def predicate(self, of: Predicate) -> Predicate:
        """One predicate over the partials; what holds for a row must hold for all rows of its partial."""
        match of:
            case Condition(_, values, bare):
                named = tuple((name, self.value(value)) for name, value in bare)
                return replace(of, values=tuple(self.value(v) for v in values), bare=named)
            case TimeRange(at, start, end) if _is_day(start) and _is_day(end):
                return TimeRange(self.day(at), start, end)
            case Equals(value, text):
                return Equals(self.value(value), text)
            case AnyOf(sets):
                return AnyOf(tuple(self.all(one) for one in sets))
        raise NotKeptError

    def frame(self, of: Frame) -> Frame:
        """The frame over the day of the partials."""
        match of:
            case Direct():
                return of
            case InPeriods():
                return replace(of, time=self.day(of.time))
            case Series() if not of.base.sub_daily:
                return replace(of, time=self.day(of.time))
        raise NotKeptError

    def aggregate(self, of: Aggregate, averages: dict[str, Formula]) -> list[Aggregate]:
        """An aggregate of rows as one of partials; an average as a sum and a count."""
        conditions = self.all(of.conditions)
        if of.role == "first":
            return [replace(of, value=self.day(of.value), conditions=conditions)]
        if of.role == "here":
            return [replace(of, conditions=conditions)]
        if of.agg is not Aggregation.AVERAGE:
            column = self.measure(of.agg, of.value)
            return [replace(of, value=column, conditions=conditions, kept=True)]
        if self.part.fill is not None or getattr(self.part.frame, "pick", None) == "average":
            raise NotKeptError  # what is filled or averaged again must be one number
        if isinstance(self.part.frame, Direct):
            self.measure(of.agg, of.value)  # the rows' own average, and not the quotient that windows are made of
        total, count = f"{of.column}__kept_total", f"{of.column}__kept_count"
        averages[of.column] = Quotient(Ref(total), Ref(count))
        total_of, count_of = (self.measure(agg, of.value) for agg in (Aggregation.SUM, Aggregation.COUNT))
        return [
            Aggregate(total, Aggregation.SUM, total_of, conditions, kept=True),
            Aggregate(count, Aggregation.COUNT, count_of, conditions, role="rows", kept=True),
        ]

    def measure(self, agg: Aggregation, value: Value) -> Attribute:
        """The column that holds a measure."""
        column = self.kept.measures.get(measured(agg, value, self.part.scan) or "")
        if column is None:
            raise NotKeptError
        return self.column(column)


def _column(name: str) -> ParsedSql:
    return parse_sql(fragment(name))


def _is_day(moment: date | datetime | None) -> bool:
    return not isinstance(moment, datetime) or (moment.time() == time() and moment.tzinfo is None)
