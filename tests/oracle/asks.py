"""What is wanted of one metric, on its way down to the rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.oracle.expressions import Node
from tests.oracle.names import Item

Range = tuple[datetime, datetime]  # from (included) to (not included)
Key = tuple[Any, ...]
Values = dict[Key, Any]  # a metric's value for every combination of keys that has one


@dataclass(frozen=True)
class Ask:
    """Grouped by what, passing which filters, in which time, moved by which offsets, over which window.

    `filters` come from definitions and speak of a row's own time; `shown` are the query's and speak of the time that
    the row counts at: they say which periods are seen at all.
    `days` are those of a window as of a day; what is looked at from later is looked at in the days before them.
    `per_entity` holds the values of the metrics that the filters speak of, by the text of their template.
    """

    items: tuple[Item, ...] = ()
    filters: tuple[Node, ...] = ()
    shown: tuple[Node, ...] = ()
    between: Range | None = None
    days: Range | None = None
    offsets: tuple[tuple[Any, ...], ...] = ()
    as_of: datetime | None = None
    window: str = ""
    per_entity: Mapping[str, Values] = field(default_factory=dict)
