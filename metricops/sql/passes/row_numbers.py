"""Row numbers have an order, where a dialect asks for one although any will do."""

from sqlglot import exp

from metricops.sql.dialects import Dialect


def row_numbers(tree: exp.Select, dialect: Dialect) -> exp.Select:
    """`ROW_NUMBER() OVER ()` → `ROW_NUMBER() OVER (ORDER BY NULL)`."""
    if dialect.ordered_row_numbers:
        for window in tree.find_all(exp.Window):
            if isinstance(window.this, exp.RowNumber) and window.args.get("order") is None:
                window.set("order", exp.Order(expressions=[exp.Ordered(this=exp.null(), nulls_first=True)]))
    return tree
