"""A plan in words: what each part reads, joins, keeps and adds up, over which times, and what follows from it."""

import re
from collections.abc import Iterator

from metricops.manifest import Aggregation, Offset, SemanticModel
from metricops.periods import DatePart, Grain, Window
from metricops.plan.columns import ONE
from metricops.plan.formula import (
    Arithmetic,
    Filled,
    Formula,
    Least,
    Missing,
    Present,
    Quotient,
    Ref,
    ZeroIf,
    ZeroWithout,
)
from metricops.plan.frames import Frame, InPeriods, Match, Series
from metricops.plan.plan import Aggregate, Part, Plan
from metricops.plan.rows import (
    Among,
    AnyOf,
    Attribute,
    Condition,
    Equals,
    Extracted,
    Join,
    Known,
    Predicate,
    SeriesTime,
    Shown,
    SubMetric,
    TimeRange,
    Truncated,
    Value,
    Zoned,
)

SHOWN = 3  # periods that are listed before the rest is counted
TEMPLATE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
PARTS = {DatePart.DOW: "day of the week", DatePart.DOY: "day of the year", DatePart.DAY: "day of the month"}


def describe(plan: Plan) -> str:
    """The plan as lines that a person can check against the question."""
    lines = [line for part in plan.parts for line in _part(part)]
    if len(plan.parts) > 1:
        lines.append(f"the parts meet on {', '.join(plan.keys)}" if plan.keys else "the parts stand side by side")
    lines += [f"{o.name} = {words}" for o in plan.outputs if (words := _formula(o.formula)) not in ("", o.name)]
    if plan.order:
        lines.append(
            "ordered by " + ", ".join(f"{o.column}{' descending' if o.descending else ''}" for o in plan.order)
        )
    if plan.limit is not None:
        lines.append(f"at most {plan.limit} rows")
    return "\n".join(lines)


def _part(part: Part) -> Iterator[str]:
    yield f"{part.name}: rows of {part.scan.source.relation}"
    for join in part.scan.joins:
        yield f"  beside {_join(join)}"
    for predicate in part.where:
        yield f"  where {_predicate(predicate)}"
    yield from (f"  {line}" for line in _frame(part.frame))
    if part.stock is not None:
        which = "last" if part.stock.last else "first"
        whose = _per(part.stock.periods, " of each ") + _per(part.stock.per, " per ")
        yield f"  only the {which} {_value(part.stock.time)}{whose}"
    if part.match is not None:
        yield from _match(part.match)
    if part.scan.bridged:
        yield "  every row once a group, although a bridge repeats it"
    for key in part.keys:
        yield f"  by {key.name} = {_value(key.value)}"
    for split in part.splits:
        yield f"  added up by {', '.join(split)}" if split else "  added up in all"
    for aggregate in part.aggregates:
        yield f"  {aggregate.column} = {_aggregate(aggregate)}"
    if part.fill is not None:
        yield f"  with a row for every {part.fill.base} of {part.fill.spine.name}"
        yield from (f"  again where {_predicate(p)}" for p in part.fill.again)


def _match(match: Match) -> Iterator[str]:
    before = f"less than {_offset(match.window)} before it" if match.window else "before it"
    pairs = " and ".join(f"{_value(a)} = {_value(b)}" for a, b in (match.entities, *match.properties))
    yield f"  each row of {match.scan.source.relation} counts once, at the latest of these on its day or {before}"
    yield f"    where {pairs}"
    yield from (f"    beside {_join(join)}" for join in match.scan.joins)
    yield from (f"    where {_predicate(p)}" for p in match.where)


def _join(join: Join) -> str:
    match join.right:
        case SemanticModel():
            what = str(join.right.relation)
        case Plan():
            what = f"{join.right.outputs[0].name} by {', '.join(join.right.keys)}"
        case _:
            what = join.right.name
    named = f" as {join.table}" if what != join.table else ""
    valid = ", as it was valid at the time" if join.validity else ""
    return f"{what}{named} on " + " and ".join(f"{_value(a)} = {_value(b)}" for a, b in join.on) + valid


def _frame(frame: Frame) -> Iterator[str]:
    match frame:
        case InPeriods(time, periods):
            shown = ", ".join(str(p) for p in periods[:3]) + (
                f" and {len(periods) - 3} more" if len(periods) > 3 else ""
            )
            yield f"in each of {len(periods)} periods of {_value(time)}: {shown}" if len(periods) > 1 else f"in {shown}"
        case Series():
            back = "".join(f", looking back {_offset(o)}" for o in frame.earlier)
            if frame.custom:
                back = f", looking back {frame.custom.n} periods of {frame.custom.column}"
            when = f"every {frame.base}" if frame.ends is None else f"the last {frame.base} of every {frame.ends}"
            yield f"for {when} of {frame.spine.name}{back}{_reach(frame)}"
            yield from (f"  where {_predicate(p)}" for p in frame.where)
            if frame.pick:
                yield f"  coarser periods show the {frame.pick} of their values"


def _reach(frame: Series) -> str:
    match frame.reach:
        case None:
            return ""
        case Grain() as grain:
            return f", over the {grain} to date"
        case Window() as window:
            return f", over the last {window} complete by then"
        case Offset() as window:
            return f", over the {_offset(window)} that end there"
    return ", over all time up to it"


def _offset(offset: Offset | Grain) -> str:
    if isinstance(offset, Grain):
        return f"to the start of the {offset}"
    return f"{offset.n} {offset.unit}{'s' if offset.n != 1 else ''}"


def _aggregate(of: Aggregate) -> str:
    words = {Aggregation.COUNT_DISTINCT: "count distinct", Aggregation.SUM_BOOLEAN: "count true"}
    name = words.get(of.agg, of.agg.value)
    if of.percentile is not None:
        name = f"{'discrete ' if of.discrete else ''}{name} {of.percentile}"
    if_ = " and ".join(_predicate(p) for p in of.conditions)
    what = "rows" if isinstance(of.value, Attribute) and of.value.sql == ONE else _value(of.value)
    return f"{name} of {what}{f' if {if_}' if if_ else ''}"


def _predicate(of: Predicate) -> str:
    match of:
        case Condition():
            return _condition(of)
        case TimeRange(time, start, end):
            return " and ".join(
                f"{_value(time)} {sign} {bound}" for sign, bound in ((">=", start), ("<", end)) if bound is not None
            )
        case Equals(value, text):
            return f"{_value(value)} is {text if text is not None else 'missing'}"
        case Known(value):
            return f"{_value(value)} is known"
        case Among(value, table, _):
            return f"{_value(value)} is in {table}"
        case AnyOf(sets):
            return " or ".join(f"({' and '.join(_predicate(p) for p in one)})" for one in sets)


def _condition(of: Condition) -> str:
    """The user's words, with the values that its templates stand for."""
    text, values = " ".join(of.filter.fragment.text.split()), iter(of.values)
    if len(TEMPLATE.findall(text)) != len(of.values):
        return text
    return TEMPLATE.sub(lambda _: _value(next(values)), text)


def _value(of: Value) -> str:
    match of:
        case Attribute(table, sql):
            return f"{table}.{sql.fragment.text.strip()}"
        case Truncated(inner, grain):
            return f"{grain} of {_value(inner)}"
        case Zoned(inner, zone):
            return f"{_value(inner)} in {zone}"
        case Extracted(inner, part):
            return f"{PARTS.get(part, f'{part} number')} of {_value(inner)}"
        case SubMetric(table, column):
            return f"{table}.{column}"
        case SeriesTime():
            return "the spine's time"
        case Shown(column):
            return column


def _formula(of: Formula) -> str:
    match of:
        case Ref(column):
            return column
        case Quotient(numerator, denominator):
            return f"{_formula(numerator)} / {_formula(denominator)}"
        case Arithmetic(sql, inputs):
            named = ", ".join(f"{name} = {_formula(given)}" for name, given in inputs if given != Ref(name))
            return sql.fragment.text.strip() + (f" with {named}" if named else "")
        case Filled(inner, value):
            return f"{_formula(inner)}, {value} where there is none"
        case ZeroIf(inner, present):
            return f"{_formula(inner)} or 0 where {_formula(present)}"
        case ZeroWithout(inner, rows, _):
            return f"{_formula(inner)} or 0 where {_formula(rows)} is 0"
        case Present(inner):
            return _formula(inner)
        case Least(inner):
            named = ", ".join(_formula(one) for one in inner)
            return f"least of {named}" if len(inner) > 1 else named
        case Missing():
            return ""


def _per(values: tuple[Value, ...], word: str) -> str:
    return f"{word}{', '.join(_value(v) for v in values)}" if values else ""
