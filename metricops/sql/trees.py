"""Small trees that every lowering uses: columns, tables, dates, selects and their clauses."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlglot import exp

from metricops.manifest import Relation

DATE, TIMESTAMP = exp.DataType.build("DATE"), exp.DataType.build("TIMESTAMP")  # built once: parsing types is slow
LOOSE = (exp.Binary, exp.Connector, exp.Not, exp.Between, exp.In, exp.Is)


def column(name: str, table: str | None = None) -> exp.Column:
    """`table.name`."""
    return exp.Column(this=exp.to_identifier(name), table=exp.to_identifier(table) if table else None)


def table(name: str, alias: str | None = None) -> exp.Table:
    """A relation by plain name, such as a common table expression."""
    made = exp.Table(this=exp.to_identifier(name))
    return aliased(made, alias) if alias and alias != name else made


def relation(of: Relation, schema: str | None, alias: str | None = None) -> exp.Table:
    """A warehouse table; without a schema of its own it stands in the project's."""
    made = exp.Table(
        this=exp.to_identifier(of.name),
        db=exp.to_identifier(of.schema or schema) if of.schema or schema else None,
        catalog=exp.to_identifier(of.database) if of.database else None,
    )
    return aliased(made, alias) if alias and alias != of.name else made


def aliased(made: exp.Table, alias: str) -> exp.Table:
    """The table under another name."""
    made.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))
    return made


def named(tree: exp.Expr, name: str) -> exp.Expr:
    """`tree AS name`; a column that has the name already stays as it is."""
    if isinstance(tree, exp.Column) and tree.name == name:
        return tree
    return exp.Alias(this=tree, alias=exp.to_identifier(name))


def moment(of: date | datetime) -> exp.Expr:
    """A typed date or timestamp."""
    kind = TIMESTAMP if isinstance(of, datetime) else DATE
    text = of.isoformat(sep=" ") if isinstance(of, datetime) else of.isoformat()
    return exp.cast(exp.Literal.string(text), kind)


def as_day(tree: exp.Expr) -> exp.Expr:
    """The calendar day of a time."""
    return exp.cast(tree, DATE)


def number(of: int | str) -> exp.Expr:
    """A numeric literal."""
    return exp.Literal.number(of)


def when(condition: exp.Expr, value: exp.Expr) -> exp.Case:
    """`CASE WHEN condition THEN value END`."""
    return exp.Case(ifs=[exp.If(this=condition, true=value)])


def enclosed(tree: exp.Expr) -> exp.Expr:
    """A tree that can stand inside any other."""
    return exp.Paren(this=tree) if isinstance(tree, LOOSE) else tree


def all_of(trees: Sequence[exp.Expr]) -> exp.Expr | None:
    """AND, or None of nothing; what is joined by AND already needs no parentheses."""
    terms = [t for tree in trees for t in (list(tree.flatten(unnest=False)) if isinstance(tree, exp.And) else [tree])]
    return exp.and_(*terms, copy=False) if terms else None


def any_of(trees: Sequence[exp.Expr]) -> exp.Expr:
    """OR of at least one."""
    return exp.or_(*trees, copy=False)


def between(tree: exp.Expr, low: exp.Expr, high: exp.Expr) -> exp.Expr:
    """`low <= tree <= high`."""
    return exp.Between(this=tree, low=low, high=high)


def same(left: exp.Expr, right: exp.Expr) -> exp.Expr:
    """Equal, with NULL equal to NULL."""
    return exp.NullSafeEQ(this=left, expression=right)


def select(
    columns: Iterable[exp.Expr],
    source: exp.Expr,
    where: exp.Expr | None = None,
    keys: int = 0,
    distinct: bool = False,
) -> exp.Select:
    """A SELECT grouped by its first `keys` columns."""
    made = exp.Select(expressions=list(columns)).from_(source, copy=False)
    if where is not None:
        made.set("where", exp.Where(this=where))
    if keys:
        made.set("group", exp.Group(expressions=[number(i + 1) for i in range(keys)]))
    if distinct:
        made.set("distinct", exp.Distinct())
    return made


def subquery(of: exp.Query, alias: str) -> exp.Subquery:
    """`(SELECT …) AS alias`."""
    return exp.Subquery(this=of, alias=exp.TableAlias(this=exp.to_identifier(alias)))


def joined(made: exp.Select, source: exp.Expr, on: exp.Expr | None, side: str = "LEFT") -> exp.Select:
    """The select with one more table."""
    join = exp.Join(this=source, kind="CROSS") if on is None else exp.Join(this=source, on=on, side=side)
    made.append("joins", join)
    return made


def union(of: Sequence[exp.Select]) -> exp.Query:
    """All rows of all of them, one below the other."""
    stacked: exp.Query = of[0]
    for one in of[1:]:
        stacked = exp.Union(this=stacked, expression=one, distinct=False)
    return stacked


def stacked(of: Sequence[exp.Select], alias: str) -> exp.Select:
    """The same as one SELECT; the columns of all are those of the first."""
    names = [column(name) for name in of[0].named_selects]
    return of[0] if len(of) == 1 else select(names, subquery(union(of), alias))
