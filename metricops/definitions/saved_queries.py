"""Saved queries: a question with a name."""

from typing import Annotated, ClassVar

from pydantic import Field

from metricops.definitions.entry import Entry, Switch
from metricops.definitions.fields import OneOrMany, Text


class QueryParams(Entry):
    """What the query asks; its parts are text still."""

    metrics: OneOrMany[Text] = ()
    group_by: OneOrMany[Text] = ()
    where: OneOrMany[Text] = ()
    order_by: OneOrMany[Text] = ()
    limit: Annotated[int, Field(ge=0)] | None = None


class SavedQueryEntry(Entry):
    """One item of `saved_queries:`."""

    unused: ClassVar[frozenset[str]] = frozenset({"exports", "tags", "group", "docs", "meta"})

    name: Text
    label: str = ""
    description: str = ""
    query_params: QueryParams
    config: Switch | None = None

    @property
    def disabled(self) -> bool:
        """Whether its config says `enabled: false`."""
        return self.config is not None and self.config.off
