"""Order and limit of a query, over the columns it has."""

from metricops.diagnostics import did_you_mean, error
from metricops.errors import QueryError
from metricops.plan.plan import Order
from metricops.plan.query import Query


def ordered(query: Query, columns: tuple[str, ...]) -> tuple[Order, ...]:
    """The order-by items as output columns; raises QueryError for one that is not in the query."""
    if query.limit is not None and query.limit < 0:
        raise QueryError((error("P029", f"limit {query.limit} is below 0"),))
    found = []
    for item in query.order_by:
        name = item.text.text.strip().lower()
        column = name if name in columns else next((c for c in columns if c.startswith(f"{name}__")), None)
        if column is None:
            hint = did_you_mean(name, columns) or f"the query has {', '.join(columns)}"
            raise QueryError((error("P028", f'"{name}" is not a column of the query', item.text.span, hint),))
        found.append(Order(column, item.descending))
    return tuple(found)
