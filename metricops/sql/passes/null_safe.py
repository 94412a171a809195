"""Equal, with NULL equal to NULL, in plain words where a dialect has no operator for it."""

from sqlglot import exp

from metricops.sql.dialects import Dialect


def null_safe(tree: exp.Select, dialect: Dialect) -> exp.Select:
    """`a IS NOT DISTINCT FROM b` → `(a = b OR (a IS NULL AND b IS NULL))`."""
    if dialect.no_null_safe:
        for found in list(tree.find_all(exp.NullSafeEQ)):
            left, right = found.this, found.expression
            missing = [exp.Is(this=side.copy(), expression=exp.null()) for side in (left, right)]
            equal = exp.EQ(this=left, expression=right)
            found.replace(exp.Paren(this=exp.or_(equal, exp.Paren(this=exp.and_(*missing)), copy=False)))
    return tree
