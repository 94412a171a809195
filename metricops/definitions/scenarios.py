"""Scenarios: made-up series for a threshold, and what it is expected to say of them."""

from pydantic import Field

from metricops.definitions.entry import Entry
from metricops.definitions.fields import AnyArgument, Day, Text


class ScenarioEntry(Entry):
    """One item of `scenarios:`; the notation of `series`, `with` and `expect` is read when the scenario is linked."""

    name: Text
    metric: Text
    threshold: Text | None = None
    as_of: Day | None = None
    each: Text | None = None
    series: AnyArgument
    others: AnyArgument = Field(None, validation_alias="with")
    expect: AnyArgument
    description: str = ""
