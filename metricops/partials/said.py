"""What a value of a plan says, as a text: equal for equal values of the same rows, whatever they are called."""

import json

from metricops.manifest import Aggregation, SemanticModel
from metricops.plan.plan import Plan
from metricops.plan.rows import Attribute, Extracted, Join, Scan, Truncated, Value, Zoned

ROWS = "count of rows"
"""What the number of rows says."""


def said(value: Value, scan: Scan) -> str | None:
    """The value of a row as text; None for what rows do not have, such as the time of a spine."""
    found = _said(value, scan)
    return None if found is None else json.dumps(found, ensure_ascii=False)


def measured(agg: Aggregation, value: Value, scan: Scan) -> str | None:
    """What a measure says: what is computed of what; None for what rows do not have."""
    if agg is Aggregation.COUNT and isinstance(value, Attribute) and _text(value) == "1":
        return ROWS
    text = said(value, scan)
    return None if text is None else f"{agg.value} of {text}"


def tables(value: Value) -> tuple[str, ...]:
    """The tables of the scan that a value is read from."""
    match value:
        case Attribute(table, _):
            return (table,)
        case Zoned(of, _) | Truncated(of, _) | Extracted(of, _):
            return tables(of)
    return ()


def _said(value: Value, scan: Scan) -> list[object] | None:
    match value:
        case Attribute(table, _) if table == scan.table:
            return [_text(value)]
        case Attribute(table, _):
            join = next((j for j in scan.joins if j.table == table), None)
            way = _joined(join, scan) if join is not None else None
            return None if way is None else [_text(value), way]
        case Zoned(of, zone):
            return _over("in zone", zone, of, scan)
        case Truncated(of, grain):
            return _over("by", grain.value, of, scan)
        case Extracted(of, part):
            return _over("its", part.value, of, scan)
    return None


def _over(how: str, what: str, of: Value, scan: Scan) -> list[object] | None:
    inner = _said(of, scan)
    return None if inner is None else [how, what, inner]


def _joined(join: Join, scan: Scan) -> list[object] | None:
    """How a joined table is met; None for a metric in a filter, whose rows are computed anew."""
    if isinstance(join.right, Plan) or not isinstance(join.right, SemanticModel):
        return None
    pairs: list[object] = []
    for left, right in join.on:
        one, other = _said(left, scan), _said_inside(right)
        if one is None or other is None:
            return None
        pairs.append([one, other])
    if join.validity is None:
        return [str(join.right.relation), pairs]
    time = _said(join.validity.time, scan)
    ends = [_said_inside(join.validity.start), _said_inside(join.validity.end)]
    return None if time is None or None in ends else [str(join.right.relation), pairs, time, *ends]


def _said_inside(value: Value) -> object | None:
    """A value of the joined table itself."""
    match value:
        case Attribute():
            return _text(value)
        case Truncated(of, grain):
            return [grain.value, _said_inside(of)]
    return None


def _text(value: Attribute) -> str:
    return " ".join(value.sql.fragment.text.split())
