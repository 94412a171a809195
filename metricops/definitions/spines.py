"""Time spines: tables with one row for every period, in dbt's newer and older spelling."""

from typing import Annotated, ClassVar

from metricops.definitions.entry import DbtEntry, Entry
from metricops.definitions.fields import Lower, Text
from metricops.periods import Grain


class CustomGranularity(Entry):
    """A calendar of the project's own; the column has its name unless `column_name` says otherwise."""

    short: ClassVar[str] = "name"

    name: Text
    column_name: Text | None = None


class TimeSpineEntry(Entry):
    """`time_spine:` of a model."""

    standard_granularity_column: Text
    custom_granularities: tuple[CustomGranularity, ...] = ()


class SpineTableEntry(Entry):
    """One item of the older `time_spine_table_configurations:`; `location` is `schema.table`."""

    location: Text
    column_name: Text
    grain: Annotated[Grain, Lower]


class ProjectConfiguration(DbtEntry):
    """MetricFlow's own section, read for its time spines."""

    time_spine_table_configurations: tuple[SpineTableEntry, ...] = ()
