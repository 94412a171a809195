"""What several metrics measure alike is measured once."""

from dataclasses import replace

from metricops.plan.formula import Formula, Ref, rewritten
from metricops.plan.plan import Aggregate, Part, Plan


def once(plan: Plan) -> Plan:
    """The plan with one column for equal aggregates of a part, such as the number of rows behind several metrics."""
    other = {alike: first for part in plan.parts for first, *rest in _alike(part) for alike in rest}
    if not other:
        return plan
    columns: dict[str, Formula] = {alike: Ref(first) for alike, first in other.items()}
    outputs = tuple(replace(o, formula=rewritten(o.formula, columns)) for o in plan.outputs)
    return replace(plan, parts=tuple(_without(part, other) for part in plan.parts), outputs=outputs)


def _alike(part: Part) -> list[list[str]]:
    """The columns of a part, those of equal aggregates together."""
    found: dict[Aggregate, list[str]] = {}
    for one in part.aggregates:
        found.setdefault(replace(one, column=""), []).append(one.column)
    return list(found.values())


def _without(part: Part, other: dict[str, str]) -> Part:
    return replace(part, aggregates=tuple(a for a in part.aggregates if a.column not in other))
