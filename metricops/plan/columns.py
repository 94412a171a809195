"""The columns of one leaf: its value, and the evidence beside it."""

from collections.abc import Callable

from metricops.expressions import parse_sql
from metricops.manifest import Aggregation
from metricops.plan.groups import Group
from metricops.plan.leaves import Leaf
from metricops.plan.plan import Aggregate
from metricops.plan.rows import Predicate, Value
from metricops.plan.scans import ScanBuilder
from metricops.source import fragment

ONE = parse_sql(fragment("1 "))
Conditions = tuple[Predicate, ...]
Columns = Callable[[Group, ScanBuilder, Leaf, Conditions], list[Aggregate]]


def values(group: Group, builder: ScanBuilder, leaf: Leaf, own: Conditions) -> list[Aggregate]:
    """The leaf's value; with evidence also what it is made of and how many rows stand behind it."""
    value = builder.own(leaf.metric.measure.expr)
    made = [aggregate(leaf, value, own), *mark(group, builder, leaf, own)]
    if not group.shape.evidence:
        return made
    if leaf.metric.measure.agg is Aggregation.AVERAGE:
        made.append(Aggregate(f"{leaf.column}__sum", Aggregation.SUM, value, own))
    return made if group.is_holistic and not group.is_stock else [*made, sample(builder, leaf, own)]


def mark(group: Group, builder: ScanBuilder, leaf: Leaf, own: Conditions) -> list[Aggregate]:
    """1 where the leaf has a row at all."""
    if leaf.column not in group.shape.marked:
        return []
    return [Aggregate(f"{leaf.column}__here", Aggregation.MAX, builder.own(ONE.fragment), own, role="here")]


def aggregate(leaf: Leaf, value: Value, own: Conditions = ()) -> Aggregate:
    """The leaf's measure over a value, in the rows that meet the conditions."""
    measure = leaf.metric.measure
    return Aggregate(leaf.column, measure.agg, value, own, measure.percentile, measure.discrete, measure.approximate)


def sample(builder: ScanBuilder, leaf: Leaf, own: Conditions) -> Aggregate:
    """Rows behind the value; of an average only those that have one."""
    average = leaf.metric.measure.agg is Aggregation.AVERAGE
    counted = leaf.metric.measure.expr if average else ONE.fragment
    return Aggregate(f"{leaf.column}__n", Aggregation.COUNT, builder.own(counted), own, role="rows")


def seen(group: Group, builder: ScanBuilder, leaf: Leaf, own: Conditions) -> list[Aggregate]:
    """When a group's first row was; of a stock also whether the period has a snapshot."""
    first = Aggregate(f"{leaf.column}__first", Aggregation.MIN, builder.metric_time(), own, role="first")
    if group.is_stock:
        return [first, Aggregate(f"{leaf.column}__taken", Aggregation.MIN, builder.own(ONE.fragment), role="taken")]
    return [first, sample(builder, leaf, own)]


def values_and_seen(group: Group, builder: ScanBuilder, leaf: Leaf, own: Conditions) -> list[Aggregate]:
    """The value's columns and when the group's first row was."""
    return [*values(group, builder, leaf, own), seen(group, builder, leaf, own)[0]]
