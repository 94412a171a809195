"""Lowering: a plan becomes one SELECT with its common table expressions. It cannot fail."""

from sqlglot import exp

from metricops.plan.formula import Ref
from metricops.plan.plan import Part, Plan
from metricops.sql import trees
from metricops.sql.combine import COMBINED, combined, formula, side_by_side
from metricops.sql.parts import part_ctes
from metricops.sql.rows import Ctes, Rows


def lower(plan: Plan, schema: str | None = None) -> exp.Select:
    """The plan as a tree; tables without a schema of their own stand in `schema`."""
    made = with_tables(*tables_of(plan, schema)) if plan.kind == "metrics" else _values(plan, schema)
    if plan.order:
        made.set("order", exp.Order(expressions=[_ordered(o.column, o.descending) for o in plan.order]))
    if plan.limit is not None:
        made.set("limit", exp.Limit(expression=trees.number(plan.limit)))
    return made


def tables_of(plan: Plan, schema: str | None, met: str = COMBINED) -> tuple[exp.Select, Ctes]:
    """The SELECT of a plan of metrics, and the tables that it needs before it; its parts meet in the table `met`."""
    ctes: Ctes = []
    for part in plan.parts:
        ctes += [*_subplans(part, schema), *part_ctes(part, schema, plan.calendar)]
    if len(plan.parts) == 1 and _as_they_are(plan):
        last = ctes.pop()[1]
        assert isinstance(last, exp.Select), "a part ends in a SELECT"
        return last, ctes
    keys = [trees.column(k) for k in plan.keys]
    columns = [trees.named(formula(o.formula), o.name) for o in plan.outputs]
    if len(plan.parts) > 1 and plan.keys:
        ctes.append((met, combined(plan)))
        return trees.select([*keys, *columns], trees.table(met)), ctes
    first, rest = side_by_side(plan.parts)
    made = trees.select([*keys, *columns], first)
    for other in rest:
        trees.joined(made, other, None)
    return made, ctes


def _subplans(part: Part, schema: str | None) -> Ctes:
    """The plans of metrics that stand in filters, each a table by entity."""
    scans = (part.scan, *((part.match.scan,) if part.match else ()))
    joins = [join for scan in scans for join in scan.joins]
    return [(join.table, lower(join.right, schema)) for join in joins if isinstance(join.right, Plan)]


def _as_they_are(plan: Plan) -> bool:
    """Whether the only part's columns are the outputs already."""
    columns = tuple(a.column for a in plan.parts[0].aggregates)
    return columns == tuple(o.name for o in plan.outputs) and all(
        isinstance(o.formula, Ref) and o.formula.column == o.name for o in plan.outputs
    )


def _values(plan: Plan, schema: str | None) -> exp.Select:
    rows, below = Rows(plan.parts[0], schema, plan.calendar), _subplans(plan.parts[0], schema)
    made = rows.scanned(rows.keys(rows.row()), (), 0)
    if plan.kind == "values":
        made.set("distinct", exp.Distinct())
    if plan.kind != "extremes":
        return with_tables(made, below)
    ends: list[exp.Expr] = []
    for key in plan.keys:
        ends.append(trees.named(exp.Min(this=trees.column(key)), f"{key}__min"))
        ends.append(trees.named(exp.Max(this=trees.column(key)), f"{key}__max"))
    return with_tables(trees.select(ends, trees.table(plan.parts[0].name)), [*below, (plan.parts[0].name, made)])


def with_tables(made: exp.Select, ctes: Ctes) -> exp.Select:
    """The SELECT after its tables, each once."""
    unique = dict(ctes)
    for name, tree in unique.items():
        made.with_(exp.to_identifier(name), as_=tree, copy=False)
    return made


def _ordered(name: str, descending: bool) -> exp.Ordered:
    return exp.Ordered(this=trees.column(name), desc=descending, nulls_first=False)
