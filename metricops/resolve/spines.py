"""Time spines and the custom grains on them."""

from collections.abc import Iterator

from metricops.definitions import CustomGranularity, Definitions, ModelEntry
from metricops.manifest import CustomGrain, TimeSpine
from metricops.periods import Grain
from metricops.resolve.faults import Faults
from metricops.resolve.names import named, repeated
from metricops.resolve.relations import Tables
from metricops.source import Fragment


def spines(definitions: Definitions, tables: Tables, faults: Faults) -> tuple[TimeSpine, ...]:
    """All spines, from `time_spine:` of models and from the older table configurations."""
    first: dict[str, Fragment] = {}
    newer = tuple(_spine(model, tables, first, faults) for model in definitions.models if model.time_spine)
    older = (
        TimeSpine(t.location.text, tables.named(t.location.text), t.column_name.text, t.grain, (), t.location.span)
        for t in definitions.spine_tables
    )
    return (*(spine for spine in newer if spine), *older)


def custom_grains(spines: tuple[TimeSpine, ...]) -> frozenset[str]:
    """The names of all custom grains."""
    return frozenset(grain.name for spine in spines for grain in spine.custom_grains)


def _spine(model: ModelEntry, tables: Tables, first: dict[str, Fragment], faults: Faults) -> TimeSpine | None:
    entry = model.time_spine
    assert entry is not None, "only models with a spine come here"
    grain = _grain(model, entry.standard_granularity_column, faults)
    custom = tuple(_custom(entry.custom_granularities, first, faults))
    if grain is None:
        return None
    relation, column = tables.model(model.name.text), entry.standard_granularity_column.text
    return TimeSpine(model.name.text.lower(), relation, column, grain, custom, model.name.span)


def _grain(model: ModelEntry, column: Fragment, faults: Faults) -> Grain | None:
    found = next((c for c in model.columns if c.name.text.lower() == column.text.lower()), None)
    if found is None:
        message = f'column "{column.text}" is not among the columns of time spine "{model.name.text}"'
        faults.add("R012", message, column.span, "columns: lists it with its granularity")
    elif found.granularity is None:
        message = f'column "{column.text}" of time spine "{model.name.text}" needs a granularity'
        faults.add("R012", message, found.name.span, "granularity: day")
    return found.granularity if found else None


def _custom(
    entries: tuple[CustomGranularity, ...], first: dict[str, Fragment], faults: Faults
) -> Iterator[CustomGrain]:
    for entry in entries:
        own = Faults()
        name = named("custom grain", entry.name, own)
        if name in first:
            repeated("custom grain", entry.name, first[name], own)
        first.setdefault(name, entry.name)
        faults.merge(own)
        if not own.broken:
            yield CustomGrain(name, (entry.column_name or entry.name).text)
