"""Lowering: a plan becomes one SELECT with its common table expressions. It cannot fail."""

from dataclasses import replace

from sqlglot import exp

from metricops.plan.formula import Ref
from metricops.plan.plan import Part, Plan
from metricops.sql import trees
from metricops.sql.combine import COMBINED, combined, formula, side_by_side
from metricops.sql.dialects import DIALECTS, Dialect
from metricops.sql.gathering import gathered
from metricops.sql.grids import moving_ctes
from metricops.sql.parts import part_ctes
from metricops.sql.rows import Ctes, Rows
from metricops.sql.semi_joins import listed, with_semi_joins

PLAIN = DIALECTS["duckdb"]


def lower(plan: Plan, schema: str | None = None, dialect: Dialect = PLAIN) -> exp.Select:
    """The plan as a tree in forms that the dialect has; tables without a schema of their own stand in `schema`."""
    made = _with(*_tables(plan, schema, dialect)) if plan.kind == "metrics" else _values(plan, schema, dialect)
    if plan.order:
        made.set("order", exp.Order(expressions=[_ordered(o.column, o.descending) for o in plan.order]))
    if plan.limit is not None:
        made.set("limit", exp.Limit(expression=trees.number(plan.limit)))
    return made


def _tables(plan: Plan, schema: str | None, dialect: Dialect) -> tuple[exp.Select, Ctes]:
    """The SELECT of a plan of metrics, and the tables that it needs before it."""
    ctes: Ctes = []
    groups = gathered(plan.parts, dialect)
    for group in groups:
        rows = group.rows if group.moving else with_semi_joins(group.rows)
        ctes += _subplans(rows, schema, dialect)
        if group.moving:
            ctes += moving_ctes(group, schema, plan.calendar)
        else:
            ctes += part_ctes(rows, schema, plan.calendar, dialect)
    plan = replace(plan, parts=tuple(part for group in groups for part in group.shown))
    if len(plan.parts) == 1 and _as_they_are(plan):
        last = ctes.pop()[1]
        assert isinstance(last, exp.Select), "a part ends in a SELECT"
        return last, ctes
    keys = [trees.column(k) for k in plan.keys]
    columns = [trees.named(formula(o.formula), o.name) for o in plan.outputs]
    if len(plan.parts) > 1 and plan.keys:
        ctes.append((COMBINED, combined(plan)))
        return trees.select([*keys, *columns], trees.table(COMBINED)), ctes
    first, rest = side_by_side(plan.parts)
    made = trees.select([*keys, *columns], first)
    for other in rest:
        trees.joined(made, other, None)
    return made, ctes


def _subplans(part: Part, schema: str | None, dialect: Dialect) -> Ctes:
    """The plans of metrics that stand in filters, each a table by entity."""
    scans = (part.scan, *((part.match.scan,) if part.match else ()))
    joins = [join for scan in scans for join in scan.joins]
    plans = [(join.table, join.right) for join in joins if isinstance(join.right, Plan)]
    return [(name, lower(plan, schema, dialect)) for name, plan in (*plans, *listed(part))]


def _as_they_are(plan: Plan) -> bool:
    """Whether the only part's columns are the outputs already."""
    columns = tuple(a.column for a in plan.parts[0].aggregates)
    return columns == tuple(o.name for o in plan.outputs) and all(
        isinstance(o.formula, Ref) and o.formula.column == o.name for o in plan.outputs
    )


def _values(plan: Plan, schema: str | None, dialect: Dialect) -> exp.Select:
    part = with_semi_joins(plan.parts[0])
    rows, below = Rows(part, schema, plan.calendar), _subplans(part, schema, dialect)
    made = rows.scanned(rows.keys(rows.row()), (), 0)
    if plan.kind == "values":
        made.set("distinct", exp.Distinct())
    if plan.kind != "extremes":
        return _with(made, below)
    ends: list[exp.Expr] = []
    for key in plan.keys:
        ends.append(trees.named(exp.Min(this=trees.column(key)), f"{key}__min"))
        ends.append(trees.named(exp.Max(this=trees.column(key)), f"{key}__max"))
    return _with(trees.select(ends, trees.table(plan.parts[0].name)), [*below, (plan.parts[0].name, made)])


def _with(made: exp.Select, ctes: Ctes) -> exp.Select:
    """The SELECT after its tables, each once."""
    unique = dict(ctes)
    for name, tree in unique.items():
        made.with_(exp.to_identifier(name), as_=tree, copy=False)
    return made


def _ordered(name: str, descending: bool) -> exp.Ordered:
    return exp.Ordered(this=trees.column(name), desc=descending, nulls_first=False)
