"""Waivers: which records of a check are let pass, why, who says so and until when."""

from pydantic import model_validator

from metricops.definitions.entry import Entry
from metricops.definitions.fields import AnyArgument, Day, Text, lacks


class WaiverEntry(Entry):
    """One item of `waivers:`; `key` is a value of the check's first key, a mapping of columns, or a list of either."""

    check: Text
    key: AnyArgument = None
    where: Text | None = None
    reason: Text
    owner: Text
    until: Day

    @model_validator(mode="after")
    def _names_records(self) -> "WaiverEntry":
        if self.key is None and self.where is None:
            raise lacks("key")
        return self
