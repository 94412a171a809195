"""What dbt takes from a file's name alone."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from metricops.definitions.definitions import Definitions
from metricops.definitions.entry import PLACE
from metricops.definitions.spines import SpineTableEntry
from metricops.periods import Grain
from metricops.project.files import shown_name
from metricops.source import fragment

SPINE, COLUMN = "metricflow_time_spine", "date_day"


def with_conventional_spine(definitions: Definitions, models: Iterable[Path], root: Path) -> Definitions:
    """A model of this one name is a time spine by day, in projects that declare none."""
    if definitions.spine_tables or any(model.time_spine for model in definitions.models):
        return definitions
    file = next((file for file in models if file.stem.lower() == SPINE), None)
    if file is None:
        return definitions
    shown = shown_name(file, root)
    table, column = fragment(SPINE, shown), fragment(COLUMN, shown)
    spine = {"location": table, "column_name": column, "grain": Grain.DAY, PLACE: table.span}
    return replace(definitions, spine_tables=(SpineTableEntry.model_validate(spine),))
