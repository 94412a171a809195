"""What several metrics measure alike is measured once."""

from collections.abc import Iterable
from dataclasses import replace

from metricops.plan.formula import Formula, Ref, rewritten
from metricops.plan.plan import Aggregate, Part, Plan


def once(plan: Plan) -> Plan:
    """The plan with one column for equal aggregates of a part, such as the number of rows behind several metrics."""
    groups = (group for part in plan.parts for group in alike(part.aggregates))
    other = {one.column: first.column for first, *rest in groups for one in rest}
    if not other:
        return plan
    columns: dict[str, Formula] = {column: Ref(first) for column, first in other.items()}
    outputs = tuple(replace(o, formula=rewritten(o.formula, columns)) for o in plan.outputs)
    return replace(plan, parts=tuple(_without(part, other) for part in plan.parts), outputs=outputs)


def alike(aggregates: Iterable[Aggregate]) -> list[list[Aggregate]]:
    """Aggregates in the order of their first, equal ones together, whatever their columns are called."""
    found: dict[Aggregate, list[Aggregate]] = {}
    for one in aggregates:
        found.setdefault(replace(one, column=""), []).append(one)
    return list(found.values())


def _without(part: Part, other: dict[str, str]) -> Part:
    return replace(part, aggregates=tuple(a for a in part.aggregates if a.column not in other))
