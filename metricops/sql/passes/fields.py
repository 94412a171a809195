"""A field of a structured column stands behind a parenthesis, where dots alone lead from schema to table."""

from sqlglot import exp

from metricops.sql.dialects import Dialect


def fields(tree: exp.Select, dialect: Dialect) -> exp.Select:
    """`deals.info.kind` → `(deals.info).kind`."""
    if dialect.enclosed_fields:
        for dot in tree.find_all(exp.Dot):
            if isinstance(dot.this, exp.Column):
                dot.set("this", exp.Paren(this=dot.this))
    return tree
