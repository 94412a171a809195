"""Conditions put together: SQL's three values kept in hand, trees copied before they are shared."""

from sqlglot import exp


def all_of(*conditions: exp.Expr | None) -> exp.Expr | None:
    """All of these that are there; none when none is."""
    given = [c.copy() for c in conditions if c is not None]
    return exp.and_(*given) if given else None


def any_of(*conditions: exp.Expr) -> exp.Expr:
    """At least one of these."""
    return exp.or_(*(c.copy() for c in conditions))


def missing(value: exp.Expr) -> exp.Expr:
    """NULL."""
    return exp.Is(this=value.copy(), expression=exp.null())


def filled(value: exp.Expr) -> exp.Expr:
    """Not NULL."""
    return exp.Not(this=missing(value))


def untrue(condition: exp.Expr) -> exp.Expr:
    """False or NULL; never NULL itself, and written with COALESCE because not every engine has IS NOT TRUE."""
    if isinstance(condition, exp.Not) and isinstance(condition.this, exp.Is):
        return condition.this.copy()
    return exp.Not(this=exp.Coalesce(this=exp.paren(condition.copy()), expressions=[exp.false()]))


def negated(condition: exp.Expr) -> exp.Expr:
    """The opposite of a condition that is never NULL where it is asked."""
    return exp.Not(this=exp.paren(condition.copy()))


def when(condition: exp.Expr | None, value: exp.Expr) -> exp.Expr:
    """The value on rows that meet the condition, NULL on others."""
    if condition is None:
        return value.copy()
    return exp.Case(ifs=[exp.If(this=condition.copy(), true=value.copy())])


def count_of(condition: exp.Expr | None) -> exp.Expr:
    """How many rows meet the condition; 0 over no rows, which a sum would not be."""
    if isinstance(condition, exp.Not) and isinstance(condition.this, exp.Is) and _is_null(condition.this.expression):
        return exp.Count(this=condition.this.this.copy())  # filled cells are what a count of a column counts
    one = exp.Star() if condition is None else when(condition, exp.Literal.number(1))
    return exp.Count(this=one)


def added_up(condition: exp.Expr | None) -> exp.Expr:
    """The same number as count_of, outside windows: DuckDB adds up ones and zeros faster than it counts."""
    count = count_of(condition)
    if not isinstance(count.this, exp.Case):
        return count
    count.this.set("default", exp.Literal.number(0))
    return exp.Coalesce(this=exp.Sum(this=count.this), expressions=[exp.Literal.number(0)])


def _is_null(node: exp.Expr) -> bool:
    return isinstance(node, exp.Null)


def within_bounds(
    value: exp.Expr, low: exp.Expr | None, high: exp.Expr | None, above: bool = False, below: bool = False
) -> exp.Expr:
    """Between the bounds that are there, which belong to the range unless `above` or `below` says strictly."""
    if low and high and not above and not below:
        return exp.Between(this=value.copy(), low=low.copy(), high=high.copy())
    least = (exp.GT if above else exp.GTE)(this=value.copy(), expression=low.copy()) if low else None
    most = (exp.LT if below else exp.LTE)(this=value.copy(), expression=high.copy()) if high else None
    return all_of(least, most) or filled(value)
