"""What a semantic model must be, in either spelling: distinct names, a time, one primary entity, whole validity."""

from collections.abc import Iterable

from metricops.manifest import Dimension, Entity, EntityType
from metricops.resolve.elements import DimensionDraft, EntityDraft
from metricops.resolve.faults import Faults
from metricops.resolve.names import named, repeated
from metricops.source import Fragment


def check_distinct(drafts: Iterable[EntityDraft | DimensionDraft], faults: Faults) -> None:
    """Reports names that two elements of one model share."""
    first: dict[str, Fragment] = {}
    for draft in drafts:
        key = draft.name.text.strip().lower()
        if key in first:
            repeated("entity or dimension", draft.name, first[key], faults)
        first.setdefault(key, draft.name)


def check_time(word: Fragment, dimensions: Iterable[Dimension], model: str, faults: Faults) -> None:
    """Reports an aggregation time dimension that is not a time dimension of the model."""
    known = {d.name: d for d in dimensions}
    found = known.get(word.text.strip().lower())
    if found is None:
        times = [d.name for d in known.values() if d.is_time]
        hint = f"time dimensions here: {', '.join(times)}" if times else "it needs a time dimension"
        faults.add("R003", f'time dimension "{word.text}" is not defined in "{model}"', word.span, hint)
    elif not found.is_time:
        hint = "metrics are placed in time by a dimension of type time"
        faults.add("R010", f'"{word.text}" is not a time dimension', word.span, hint)


def primary_entity(
    model: Fragment,
    word: Fragment | None,
    entities: tuple[Entity, ...],
    dimensions: tuple[Dimension, ...],
    faults: Faults,
) -> str | None:
    """The entity that prefixes the model's dimensions: the one named, else the only primary one."""
    keys = [e for e in entities if e.type is EntityType.PRIMARY]
    if word is None and len(keys) < 2:
        if not keys and dimensions:
            message = f'semantic model "{model.text}" has dimensions and needs a primary entity'
            hint = 'make one entity type "primary", or name one with "primary_entity"'
            faults.add("R011", message, model.span, hint)
        return keys[0].name if keys else None
    return _chosen(model, word, keys, faults)


def _chosen(model: Fragment, word: Fragment | None, keys: list[Entity], faults: Faults) -> str:
    names = [e.name for e in keys]
    if word is None:
        listed = ", ".join(f'"{n}"' for n in names)
        message = f'semantic model "{model.text}" has several primary entities: {listed}'
        faults.add("R011", message, keys[1].span, 'one must be left, or named with "primary_entity"')
        return names[0]
    name = named("primary entity", word, faults)
    if names and name not in names:
        message = f'primary_entity "{word.text}" contradicts the primary entity "{names[0]}"'
        faults.add("R011", message, word.span, "a model has one primary entity")
    return name


def check_validity(
    model: Fragment,
    measured: bool,
    entities: tuple[Entity, ...],
    dimensions: tuple[Dimension, ...],
    faults: Faults,
) -> None:
    """A slowly changing dimension has one start, one end and one natural key, and nothing to add up."""
    starts = [d for d in dimensions if d.validity_start]
    ends = [d for d in dimensions if d.validity_end]
    natural = [e for e in entities if e.type is EntityType.NATURAL]
    place, name = model.span, model.text
    if len(starts) != len(ends) or len(starts) > 1:
        faults.add("R013", f'semantic model "{name}" needs one start and one end of validity', place)
    if not starts and not ends:
        for entity in natural:
            hint = "validity_params say from when to when a row holds"
            faults.add("R013", f'natural entity "{entity.name}" needs validity dimensions', entity.span, hint)
        return
    if len(natural) != 1:
        hint = "rows of one key follow each other in time, so the key is not unique"
        faults.add("R013", f'semantic model "{name}" has validity dimensions and needs one natural entity', place, hint)
    for entity in entities:
        if entity.type in (EntityType.PRIMARY, EntityType.UNIQUE):
            message = f'"{entity.name}" cannot be {entity.type.value} where rows have a validity'
            faults.add("R013", message, entity.span, "the key of a slowly changing dimension is natural")
    if measured:
        hint = "a row per validity is not an event: metrics belong on a fact table"
        faults.add("R013", f'semantic model "{name}" has both measures and validity dimensions', place, hint)
