"""The decision inventory and experiments: what the numbers are for."""

from typing import Annotated

from pydantic import Field

from metricops.definitions.entry import Entry
from metricops.definitions.fields import Lower, OneOrMany, Pairs, Text
from metricops.manifest import Required


class DecisionEntry(Entry):
    """One item of `decisions:`; `inputs` are metrics, defined or still to be."""

    name: Text
    question: str = ""
    owner: Text | None = None
    cadence: Text | None = None
    impact: Text | None = None
    inputs: OneOrMany[Text] = ()
    requires: Annotated[Required, Lower] | None = None


class ExperimentEntry(Entry):
    """One item of `experiments:`; its rule and window are text still."""

    name: Text
    hypothesis: str = ""
    unit: Text | None = None
    population: Text | None = None
    arms: Pairs[Text] = ()
    runs: Text | None = None
    baseline: Text | None = None
    measures: Pairs[Text] = ()
    rule: Pairs[Text] = ()
    owner: Text | None = None
    if_shipped: str = Field("", validation_alias="if shipped")
