"""Percentiles in the form a dialect has: an exact one stays exact, an approximate one is exact where no other is."""

from decimal import Decimal

from sqlglot import exp

from metricops.diagnostics import Diagnostic, error
from metricops.errors import QueryError
from metricops.sql import trees
from metricops.sql.dialects import Dialect


def percentiles(tree: exp.Select, dialect: Dialect) -> exp.Select:
    """`PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY x)` → `QUANTILE_CONT(CAST(x AS DOUBLE), 0.5)`, or another form.

    Raises QueryError for a discrete one where no aggregate is exact.
    """
    if not dialect.approximates:
        for about in list(tree.find_all(exp.ApproxQuantile)):
            about.replace(_within(about.this, about.args["quantile"]))
    if dialect.percentiles != "within group":
        for found in list(tree.find_all(exp.WithinGroup)):
            if isinstance(found.this, exp.PercentileCont | exp.PercentileDisc):
                found.replace(_made(found, dialect))
    return tree


def _made(found: exp.WithinGroup, dialect: Dialect) -> exp.Expr:
    value, share = found.expression.expressions[0].this, found.this.this
    exact = _discrete if isinstance(found.this, exp.PercentileDisc) else _continuous
    match dialect.percentiles:
        case "short":
            if exact is _discrete:
                return exp.Anonymous(this="QUANTILE_DISC", expressions=[value, share])
            # between two DECIMALs it would be rounded to their digits, and on no other engine
            return exp.Anonymous(this="QUANTILE_CONT", expressions=[exp.cast(value, "DOUBLE"), share])
        case "percentile":
            return _of_spark(value, share, exact is _discrete)
        case "quantile" if exact is _continuous:
            inclusive = exp.to_identifier("quantileExactInclusive")
            return exp.ParameterizedAgg(this=inclusive, expressions=[share], params=[exp.cast(value, "DOUBLE")])
        case "continuous only" if exact is _discrete:
            raise QueryError((_missing(found, dialect),))
        case "continuous only":
            return found
    return exact(value, Decimal(share.name), dialect)


def _within(value: exp.Expr, share: exp.Expr) -> exp.WithinGroup:
    order = exp.Order(expressions=[exp.Ordered(this=value, nulls_first=False)])
    return exp.WithinGroup(this=exp.PercentileCont(this=share), expression=order)


def _of_spark(value: exp.Expr, share: exp.Expr, discrete: bool) -> exp.Expr:
    """By name, because the functions that the dialect is known by are approximate."""
    if not discrete:
        return exp.Anonymous(this="PERCENTILE", expressions=[value, share])
    order = exp.Order(expressions=[exp.Ordered(this=value, nulls_first=True)])
    return exp.WithinGroup(this=exp.Anonymous(this="PERCENTILE_DISC", expressions=[share]), expression=order)


def _discrete(value: exp.Expr, share: Decimal, dialect: Dialect) -> exp.Expr:
    """The first value that at least this share of the values does not exceed."""
    top, bottom = _ratio(share)
    seen = exp.Sub(this=_times(top, exp.Count(this=value.copy())), expression=trees.number(1))
    return _nth(value, _divided(seen, bottom, dialect), dialect)


def _continuous(value: exp.Expr, share: Decimal, dialect: Dialect) -> exp.Expr:
    """Between the two values that stand around the share, as far along as the share is."""
    top, bottom = _ratio(share)
    less = exp.Sub(this=exp.Count(this=value.copy()), expression=trees.number(1))
    place = _times(top, exp.Greatest(this=less, expressions=[trees.number(0)]))
    low = _nth(value, _divided(place, bottom, dialect), dialect)
    above = exp.Add(this=place.copy(), expression=trees.number(bottom - 1))
    high = _nth(value, _divided(above, bottom, dialect), dialect)
    apart = exp.cast(exp.Sub(this=high, expression=low.copy()), "DOUBLE")
    along = exp.Mul(this=apart, expression=exp.Mod(this=place.copy(), expression=trees.number(bottom)))
    part = exp.Div(this=along, expression=trees.number(bottom), typed=dialect.percentiles == "element")
    return exp.Paren(this=exp.Add(this=low, expression=part))


def _nth(value: exp.Expr, index: exp.Expr, dialect: Dialect) -> exp.Expr:
    """The value at an index, counted from 0, of all values in order; NULL when there is none."""
    after = exp.Add(this=index, expression=trees.number(1))
    order = exp.Order(this=value.copy(), expressions=[exp.Ordered(this=value.copy(), nulls_first=False)])
    match dialect.percentiles:
        case "quantile":
            inside = exp.Anonymous(this="groupArray", expressions=[value.copy()])
            listed = exp.Anonymous(this="arraySort", expressions=[inside])
            some = exp.GT(this=exp.Count(this=value.copy()), expression=trees.number(0))
            return trees.when(some, exp.Anonymous(this="arrayElement", expressions=[listed, after]))
        case "element":
            return exp.Anonymous(this="ELEMENT_AT", expressions=[exp.ArrayAgg(this=order), after])
    order.expressions[0].set("nulls_first", True)  # there are none, and the dialect wants no word about them
    known = exp.IgnoreNulls(this=exp.ArrayAgg(this=order))
    return exp.Bracket(this=known, expressions=[index], offset=0, safe=True)


def _ratio(share: Decimal) -> tuple[int, int]:
    """A share as whole numbers, so that no rounding moves the place; the lower is more than 1."""
    top, bottom = share.as_integer_ratio()
    return (top, bottom) if bottom > 1 else (top * 2, 2)


def _times(n: int, tree: exp.Expr) -> exp.Expr:
    return tree if n == 1 else exp.Mul(this=trees.number(n), expression=tree)


def _divided(tree: exp.Expr, by: int, dialect: Dialect) -> exp.Expr:
    """Whole division towards zero."""
    match dialect.percentiles:
        case "quantile":
            return exp.Anonymous(this="intDiv", expressions=[tree, trees.number(by)])
        case "element":
            return exp.Div(this=trees.enclosed(tree), expression=trees.number(by), typed=True)
    return exp.IntDiv(this=tree, expression=trees.number(by))


def _missing(found: exp.Expr, dialect: Dialect) -> Diagnostic:
    named = found.find_ancestor(exp.Alias)
    what = f'"{named.alias}"' if named is not None else "this"
    message = f'{what} is a discrete percentile, and "{dialect.name}" has no exact aggregate for it'
    return error("P038", message, None, "a continuous percentile can be written for it")
