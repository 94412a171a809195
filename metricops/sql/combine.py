"""Parts meet on all keys, NULL keys in one row, and formulas are computed on top."""

from decimal import Decimal

from sqlglot import exp

from metricops.plan.formula import (
    Arithmetic,
    Filled,
    Formula,
    Least,
    Missing,
    Present,
    Quotient,
    Ref,
    ZeroIf,
    ZeroWithout,
)
from metricops.plan.plan import Part, Plan
from metricops.sql import trees

COMBINED = "combined"
MANY = 2


def combined(plan: Plan) -> exp.Select:
    """All parts' rows one below the other, then one row a key."""
    columns = {part.name: tuple(a.column for a in part.aggregates) for part in plan.parts}
    every = tuple(c for names in columns.values() for c in names)
    rows = []
    for part in plan.parts:
        values = [trees.column(c) if c in columns[part.name] else trees.named(exp.null(), c) for c in every]
        rows.append(trees.select([*(trees.column(k) for k in plan.keys), *values], trees.table(part.name)))
    source = exp.Subquery(this=trees.union(rows), alias=exp.TableAlias(this=exp.to_identifier("parts")))
    keys = [trees.column(k) for k in plan.keys]
    return trees.select(
        [*keys, *(trees.named(exp.Max(this=trees.column(c)), c) for c in every)], source, keys=len(keys)
    )


def side_by_side(parts: tuple[Part, ...]) -> tuple[exp.Table, list[exp.Table]]:
    """Parts without keys have one row each and stand beside each other."""
    first, *rest = (trees.table(part.name) for part in parts)
    return first, rest


def formula(of: Formula) -> exp.Expr:
    """A formula as an expression over the parts' columns."""
    match of:
        case Ref(name):
            return trees.column(name)
        case Quotient(numerator, denominator):
            bottom = exp.Nullif(this=formula(denominator), expression=trees.number(0))
            return exp.Div(this=exp.cast(formula(numerator), "DOUBLE"), expression=bottom)
        case Arithmetic():
            return _arithmetic(of)
        case Filled(inner, value):
            return exp.Coalesce(this=formula(inner), expressions=[_literal(value)])
        case ZeroIf(inner, present):
            seen = exp.Not(this=exp.Is(this=formula(present), expression=exp.null()))
            return trees.when(seen, exp.Coalesce(this=formula(inner), expressions=[trees.number(0)]))
        case ZeroWithout():
            return _zero_without(of)
        case Present(inner, marks):
            first, *rest = (trees.column(mark) for mark in marks)
            here = exp.Coalesce(this=first, expressions=rest) if rest else first
            return trees.when(exp.Not(this=exp.Is(this=here, expression=exp.null())), formula(inner))
        case Least(inner, counts):
            return _least([formula(one) for one in inner], counts)
        case Missing():
            return exp.cast(exp.null(), "DOUBLE")


def _zero_without(of: ZeroWithout) -> exp.Expr:
    zero = trees.number(0)
    none = exp.EQ(this=exp.Coalesce(this=formula(of.rows), expressions=[zero]), expression=zero.copy())
    known = exp.Not(this=exp.Is(this=formula(of.beside), expression=exp.null()))
    filled = exp.Coalesce(this=formula(of.of), expressions=[zero.copy()])
    return exp.Case(ifs=[exp.If(this=exp.and_(none, known, copy=False), true=filled)], default=formula(of.of))


def _arithmetic(of: Arithmetic) -> exp.Expr:
    inputs = dict(of.inputs)

    def bound(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and node.name.lower() in inputs:
            made = formula(inputs[node.name.lower()])
            return trees.enclosed(made) if node.parent else made
        return node

    return of.sql.tree.copy().transform(bound, copy=False)


def _least(values: list[exp.Expr], counts: bool) -> exp.Expr:
    if counts:
        values = [exp.Coalesce(this=v, expressions=[trees.number(0)]) for v in values]
    if len(values) < MANY:
        return values[0]
    if counts:
        return exp.Least(this=values[0], expressions=values[1:])
    known = [exp.Coalesce(this=v.copy(), expressions=[o.copy() for o in values if o is not v]) for v in values]
    return exp.Least(this=known[0], expressions=known[1:])


def _literal(value: int | Decimal) -> exp.Expr:
    return trees.number(str(value))
