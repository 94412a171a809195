"""Targets: rows of a CSV file in a folder `targets/`, or the same in YAML."""

from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from metricops.definitions.entry import Entry
from metricops.definitions.fields import Day, Pairs, Text, needs
from metricops.periods import Grain

PERIODS = (Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)


def _period(value: object) -> object:
    if str(value).lower() not in PERIODS:
        raise needs("day, week, month, quarter or year")
    return Grain(str(value).lower())


PeriodName = Annotated[
    Grain, BeforeValidator(_period), WithJsonSchema({"type": "string", "enum": [grain.value for grain in PERIODS]})
]


class TargetEntry(Entry):
    """What a metric should come to over a period; `segment` maps dimensions to values, `seasonality` shares it out."""

    metric: Text
    segment: Pairs[Text] = ()
    period_start: Day
    period: PeriodName
    amount: Text
    set_on: Day
    set_by: Text | None = None
    reason: Text | None = None
    seasonality: Text | None = None
