"""A scan as a FROM clause: the model's table and a LEFT JOIN for everything it needs."""

from sqlglot import exp

from metricops.manifest import SemanticModel, TimeSpine
from metricops.plan.plan import Plan
from metricops.plan.rows import Join, Scan
from metricops.sql import trees
from metricops.sql.values import Row

ROW_ID = "__row_id"


def source(scan: Scan, schema: str | None) -> exp.Expr:
    """The scan's own table; through a bridge every row is numbered first, so that it can be told apart."""
    made = trees.relation(scan.source.relation, schema, None if scan.bridged else scan.table)
    if not scan.bridged:
        return made
    numbered = exp.Alias(
        this=exp.Window(this=exp.RowNumber()),
        alias=exp.to_identifier(ROW_ID),
    )
    inner = trees.select([exp.Star(), numbered], made)
    return exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier(scan.table)))


def joins(made: exp.Select, scan: Scan, schema: str | None, row: Row) -> exp.Select:
    """The select with the scan's joins."""
    return spine_joins(made, scan.joins, schema, row)


def spine_joins(made: exp.Select, wanted: tuple[Join, ...], schema: str | None, row: Row) -> exp.Select:
    """The select with these joins, for a scan or for a spine that is read for custom grains."""
    for join in wanted:
        trees.joined(made, _right(join, schema), _on(join, row), "FULL" if join.full else "LEFT")
    return made


def _right(join: Join, schema: str | None) -> exp.Expr:
    match join.right:
        case SemanticModel() | TimeSpine():
            return trees.relation(join.right.relation, schema, join.table)
        case Plan():
            return trees.table(join.table)


def _on(join: Join, row: Row) -> exp.Expr | None:
    terms: list[exp.Expr] = [exp.EQ(this=row.value(a), expression=row.value(b)) for a, b in join.on]
    if join.validity is not None:
        time, start, end = (row.value(v) for v in (join.validity.time, join.validity.start, join.validity.end))
        terms.append(exp.GTE(this=time, expression=start))
        open_end = exp.Is(this=end.copy(), expression=exp.null())
        terms.append(trees.any_of([exp.LT(this=time.copy(), expression=end), open_end]))
    return trees.all_of(terms)
