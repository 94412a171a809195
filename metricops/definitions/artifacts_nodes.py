"""Nodes cut to the shape of our entries: what dbt's artifacts hold beside it is passed over."""

from collections.abc import Iterator

from metricops.definitions.entry import Entry
from metricops.definitions.locate import entry_of
from metricops.definitions.nodes import Mapping, Node, Sequence
from metricops.definitions.scalars import Scalar

OURS = "metricops"
FILTERS, WINDOWS = ("filter", "where"), ("window", "offset_window")


def fitted(node: Mapping, entry: type[Entry]) -> Mapping:
    """Only the keys that an entry has, with filters as lists and windows as texts.

    What stands under our own key of `meta` stays as it is, because people wrote it.
    """
    known = set(entry.known_keys()) - entry.unused
    kept = ((key, _plain(key, item)) for key, item in node.items() if key in known)
    return Mapping(((key, _within(key, item, entry)) for key, item in kept if item is not None), node.span)


def _within(key: Scalar, node: Node, entry: type[Entry]) -> Node:
    inner = entry_of(entry, key)
    if inner is None or key == OURS:
        return node
    if isinstance(node, Sequence):
        return Sequence((fitted(item, inner) if isinstance(item, Mapping) else item for item in node), node.span)
    return fitted(node, inner) if isinstance(node, Mapping) else node


def _plain(key: Scalar, node: Node) -> Node:
    """`{where_filters: [{where_sql_template: …}]}` as a list, `{count: 7, granularity: day}` as `7 day`."""
    if key in FILTERS and isinstance(node, Mapping):
        found = (f.at("where_sql_template") for f in (*mappings(node, "where_filters"), node))
        return Sequence((template for template in found if template is not None), node.span)
    if key in WINDOWS and isinstance(node, Mapping):
        count, grain = node.at("count"), node.at("granularity")
        return grain.saying(f"{count} {grain}") if isinstance(grain, Scalar) else None
    return node


def said(holder: Mapping) -> Mapping | None:
    """What stands under our own key of an entry's `meta`."""
    found = mapping(mapping(holder, "config"), "meta").at(OURS)
    return found if isinstance(found, Mapping) else None


def mappings(node: Node, key: str) -> Iterator[Mapping]:
    """The mappings of a list under a key; empty ones say nothing."""
    items = node.at(key) if isinstance(node, Mapping) else None
    return (item for item in (items if isinstance(items, Sequence) else ()) if isinstance(item, Mapping) and item)


def mapping(node: Mapping, key: str) -> Mapping:
    """The mapping under a key, an empty one when there is none."""
    found = node.at(key)
    return found if isinstance(found, Mapping) else Mapping((), node.span)


def word(node: Mapping, key: str) -> str | None:
    """The text under a key."""
    found = node.at(key)
    return str(found) if isinstance(found, Scalar) else None


def kept(node: Mapping, *keys: str) -> Mapping:
    """The mapping with these keys only."""
    return Mapping(((key, item) for key, item in node.items() if key in keys), node.span)


def without(node: Mapping, *keys: str) -> Mapping:
    """The mapping without these keys."""
    return Mapping(((key, item) for key, item in node.items() if key not in keys), node.span)


def replaced(node: Mapping, **items: Node) -> Mapping:
    """The mapping with other values under these keys."""
    return Mapping([*without(node, *items).items(), *made(node, **items).items()], node.span)


def made(near: Mapping, **items: Node) -> Mapping:
    """A mapping that dbt did not write itself, at the place of another that is not empty."""
    return Mapping(((_key(key, near), item) for key, item in items.items() if item is not None), near.span)


def _key(text: str, near: Mapping) -> Scalar:
    return next((key for key in near if key == text), next(iter(near))).saying(text)
