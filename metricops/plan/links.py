"""Join paths: how a name is reached from a metric's model without multiplying or dropping a row."""

from collections.abc import Iterator
from dataclasses import dataclass

from metricops.manifest import Dimension, Entity, EntityType, Manifest, SemanticModel

LONGEST = 6
UNIQUE = (EntityType.PRIMARY, EntityType.UNIQUE)


@dataclass(frozen=True, slots=True)
class Hop:
    """One join: from the model before, through `entity`, to `model`."""

    entity: str
    model: SemanticModel
    fans_out: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """An element and the hops that lead to it; none when it is the base model's own."""

    hops: tuple[Hop, ...]
    element: Dimension | Entity

    def full_name(self, base: SemanticModel) -> str:
        """The name that always means this path."""
        links = tuple(hop.entity for hop in self.hops)
        own = (
            (base.primary_entity,) if not links and isinstance(self.element, Dimension) and base.primary_entity else ()
        )
        return "__".join((*own, *links, self.element.name))


def find(manifest: Manifest, base: SemanticModel, links: tuple[str, ...], element: str) -> tuple[Found, ...]:
    """Everything a name may mean at the shortest distance from `base`: one answer, none, or several (ambiguous)."""
    return _search(manifest, base, links, element, fanning=False)


def find_fanning(manifest: Manifest, base: SemanticModel, links: tuple[str, ...], element: str) -> tuple[Found, ...]:
    """What the name would mean if joins might multiply rows: for saying why a name is refused."""
    return _search(manifest, base, links, element, fanning=True)


def reachable(manifest: Manifest, base: SemanticModel) -> Iterator[Found]:
    """Every element that some path reaches, nearest first."""
    for path in _paths(manifest, base, fanning=False):
        model = path[-1].model if path else base
        yield from (Found(path, d) for d in model.dimensions)
        yield from (Found(path, e) for e in model.entities if not path or e.name != path[-1].entity)


def _search(
    manifest: Manifest, base: SemanticModel, links: tuple[str, ...], element: str, fanning: bool
) -> tuple[Found, ...]:
    length = -1
    found: list[Found] = []
    for path in _paths(manifest, base, fanning):
        if (found and len(path) > length) or (path and not links):
            break  # a bare name means the model's own
        model = path[-1].model if path else base
        for full in _follow(manifest, base, model, path, links, fanning):
            end = full[-1].model if full else base
            hit = _element(end, element, own=not full, links=links)
            if hit and (not full or hit.name != full[-1].entity):
                found.append(Found(full, hit))
                length = len(path)
    return tuple(dict.fromkeys(found))


def _paths(manifest: Manifest, base: SemanticModel, fanning: bool) -> Iterator[tuple[Hop, ...]]:
    frontier: list[tuple[Hop, ...]] = [()]
    for _ in range(LONGEST):
        yield from frontier
        frontier = [(*path, hop) for path in frontier for hop in _hops(manifest, base, path, None, fanning)]


def _follow(
    manifest: Manifest,
    base: SemanticModel,
    model: SemanticModel,
    path: tuple[Hop, ...],
    links: tuple[str, ...],
    fanning: bool,
) -> list[tuple[Hop, ...]]:
    if not links:
        return [path]
    ways: list[tuple[Hop, ...]] = []
    if not path and links[0] == base.primary_entity:
        ways += _follow(manifest, base, model, path, links[1:], fanning) if len(links) > 1 else [path]
    for hop in _hops(manifest, base, path, links[0], fanning):
        ways += _follow(manifest, base, hop.model, (*path, hop), links[1:], fanning)
    return ways


def _hops(
    manifest: Manifest, base: SemanticModel, path: tuple[Hop, ...], entity: str | None, fanning: bool
) -> Iterator[Hop]:
    here = path[-1].model if path else base
    visited = {base.name, *(hop.model.name for hop in path)}
    for left in here.entities:
        if entity is not None and left.name != entity:
            continue
        for model in manifest.models.values():
            right = model.entity(left.name)
            if model.name in visited or right is None:
                continue
            allowed = _allowed(here, left, model, right)
            if allowed or fanning:
                yield Hop(left.name, model, fans_out=_fans_out(right))


def _allowed(here: SemanticModel, left: Entity, model: SemanticModel, right: Entity) -> bool:
    if here.validity and model.validity:
        return False
    if right.type in UNIQUE:
        return True
    if right.type is EntityType.NATURAL:
        return model.validity is not None and left.type is not EntityType.NATURAL
    return _bridge(model)


def _bridge(model: SemanticModel) -> bool:
    return model.facts.bridge


def _fans_out(right: Entity) -> bool:
    return right.type is EntityType.FOREIGN


def _element(model: SemanticModel, name: str, own: bool, links: tuple[str, ...]) -> Dimension | Entity | None:
    if own and links and links[-1] != model.primary_entity:
        return None
    return model.dimension(name) or model.entity(name)
