"""A joined table meets its own joins before the rows meet it, where tables are joined in the order of the text.

It has fewer rows than what it is joined to, so that a chain of joins costs little more than its first.
"""

from sqlglot import exp

from metricops.sql.dialects import Dialect


def nested_joins(tree: exp.Select, dialect: Dialect) -> exp.Select:
    """`f LEFT JOIN a ON f.x = a.x LEFT JOIN b ON a.y = b.y` → `f LEFT JOIN (a LEFT JOIN b ON a.y = b.y) ON f.x = a.x`.

    A row that no `a` meets meets no `b` either way, because `a.y` is NULL then.
    """
    if dialect.joins_as_written:
        for select in tree.find_all(exp.Select):
            joins = select.args.get("joins") or []
            if len(joins) > 1 and all(join.side == "LEFT" for join in joins):
                _nest(select, joins)
    return tree


def _nest(select: exp.Select, joins: list[exp.Join]) -> None:
    """Put every join whose condition reads one joined table below that table's own."""
    known = {join.this.alias_or_name: join for join in joins if isinstance(join.this, exp.Table)}
    above = {id(join): known.get(_left(join)) for join in joins}
    select.set("joins", [join for join in joins if above[id(join)] is None])
    for join in joins:
        parent = above[id(join)]
        if parent is not None:
            parent.this.append("joins", join)
    for join in known.values():
        if join.this.args.get("joins"):
            join.set("this", exp.Subquery(this=join.this))


def _left(join: exp.Join) -> str:
    """The one table to whose columns all keys are equal; empty where the condition says anything else."""
    own, on, tables = join.this.alias_or_name, join.args["on"], set()
    for term in on.flatten() if isinstance(on, exp.And) else [on]:
        sides = [term.this, term.expression] if isinstance(term, exp.EQ) else []
        if not sides or not all(isinstance(side, exp.Column) for side in sides):
            return ""
        tables |= {side.table for side in sides} - {own}
    return tables.pop() if len(tables) == 1 else ""
