"""Filters that ask whether a metric has anything at all: rows are looked for, and nothing is added up."""

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from metricops.manifest import Aggregation
from metricops.plan.formula import Ref
from metricops.plan.frames import Direct
from metricops.plan.plan import Aggregate, Part, Plan
from metricops.plan.rows import Among, AnyOf, Attribute, Condition, Join, Known, Predicate, SubMetric
from metricops.sql.aggregates import COUNTING
from metricops.sql.values import SLOT

FIRST = f"{SLOT}0"
FLIPPED: dict[type[exp.Expr], type[exp.Expr]] = {exp.LT: exp.GT, exp.LTE: exp.GTE, exp.NEQ: exp.NEQ}
SOME: dict[type[exp.Expr], int] = {exp.GT: 0, exp.GTE: 1, exp.NEQ: 0}
"""Comparisons that any count passes except that of nothing, by what a count is compared with."""


def with_semi_joins(part: Part) -> Part:
    """The part with a look for rows in the place of every metric that its filters only ask for being there.

    `LEFT JOIN (… COUNT(x) … GROUP BY key) ON … WHERE count > 0` → `WHERE key IN (SELECT key … WHERE x IS NOT NULL)`
    """
    if part.match is not None or part.fill is not None:
        return part
    for join in part.scan.joins:
        part = _without(part, join)
    return part


def _without(part: Part, join: Join) -> Part:
    """The part without the join, if all that reads it are filters that its rows answer."""
    asking = [p for p in part.where if _reads(p, join.table)]
    within = [p for aggregate in part.aggregates for p in aggregate.conditions]
    if not isinstance(join.right, Plan) or len(join.on) > 1 or any(_reads(p, join.table) for p in within):
        return part
    answers = [_rows(join.right, p) for p in asking]
    if not answers or any(answer != answers[0] or answer is None for answer in answers):
        return part
    assert answers[0] is not None, "said above"
    among = Among(join.on[0][0], f"{join.table}__rows", answers[0])
    where = dict.fromkeys(among if p in asking else p for p in part.where)
    scan = replace(part.scan, joins=tuple(j for j in part.scan.joins if j is not join))
    return replace(part, scan=scan, where=tuple(where))


def _reads(predicate: Predicate, table: str) -> bool:
    """Whether a predicate reads a metric that is joined under this name."""
    match predicate:
        case Condition(_, values, bare):
            read = (*values, *(value for _, value in bare))
            return any(isinstance(value, SubMetric) and value.table == table for value in read)
        case AnyOf(sets):
            return any(_reads(p, table) for one in sets for p in one)
    return False


def _rows(plan: Plan, predicate: Predicate) -> Plan | None:
    """The rows of a metric's plan of which one is enough for the predicate to hold; None where it asks for more."""
    aggregate = _only(plan)
    if aggregate is None or not isinstance(predicate, Condition) or len(predicate.values) != 1:
        return None
    tree = predicate.filter.tree.unnest()
    part, counts = plan.parts[0], aggregate.agg in COUNTING
    if not (_is_some(tree) and counts) and not _is_known(tree):
        return None
    must = _must_be_known(part, aggregate) if _is_some(tree) or not counts else ()
    return replace(plan, parts=(replace(part, aggregates=(), where=(*part.where, *must)),), outputs=(), kind="rows")


def _only(plan: Plan) -> Aggregate | None:
    """The only aggregate of a plan that shows it as it is, read from the rows themselves."""
    part = plan.parts[0]
    plain = plan.kind == "metrics" and plan.limit is None and len(plan.parts) == 1 and isinstance(part.frame, Direct)
    if not plain or part.stock or part.fill or part.match or part.splits or len(part.aggregates) != 1:
        return None
    aggregate = part.aggregates[0]
    odd = aggregate.conditions or aggregate.approximate or aggregate.kept or aggregate.agg is Aggregation.SUM_BOOLEAN
    return None if odd or [o.formula for o in plan.outputs] != [Ref(aggregate.column)] else aggregate


def _must_be_known(part: Part, aggregate: Aggregate) -> tuple[Predicate, ...]:
    """What is aggregated must not be NULL; a key that meets another is not, and neither is a number."""
    value = aggregate.value
    number = isinstance(value, Attribute) and isinstance(value.sql.tree, exp.Literal)
    return () if number or value in [key.value for key in part.keys] else (Known(value),)


def _is_some(tree: exp.Expr) -> bool:
    """`metric > 0`, `metric >= 1` or `metric <> 0`, either way round."""
    kind, sides = type(tree), [tree.args.get("this"), tree.args.get("expression")]
    if kind in FLIPPED and isinstance(sides[0], exp.Literal):
        kind, sides = FLIPPED[kind], sides[::-1]
    return kind in SOME and _is_metric(sides[0]) and sides[1] == exp.Literal.number(SOME[kind])


def _is_known(tree: exp.Expr) -> bool:
    """`metric IS NOT NULL`."""
    inner = tree.this.unnest() if isinstance(tree, exp.Not) else None
    return isinstance(inner, exp.Is) and _is_metric(inner.this) and isinstance(inner.expression, exp.Null)


def _is_metric(side: object) -> bool:
    return isinstance(side, exp.Expr) and isinstance(side.unnest(), exp.Column) and side.unnest().name == FIRST


def listed(part: Part) -> Sequence[tuple[str, Plan]]:
    """The lists of rows that the part's filters look into, by name."""
    return [(p.table, p.rows) for p in part.where if isinstance(p, Among)]
