"""Takes single items out of an entry, so that what is wrong with one of them costs no other."""

from collections.abc import Iterable

from metricops.definitions.locate import Path
from metricops.definitions.nodes import Mapping, Node, Sequence


def item_at(node: Node, path: Path) -> Node:
    """The node at a path; an index into a single value is that value."""
    for part in path:
        if isinstance(part, str):
            node = node.at(part) if isinstance(node, Mapping) else None
        elif isinstance(node, Sequence):
            node = node[part]
    return node


def without_items(node: Node, paths: Iterable[Path]) -> Node:
    """A copy of a node without the items at these paths, each of which ends with an index."""
    for path in sorted(paths, reverse=True):  # from the last item on, so that the indexes before it stay
        node = _without(node, path)
    return node


def _without(node: Node, path: Path) -> Node:
    part, rest = path[0], path[1:]
    if isinstance(node, Mapping):
        key = next(key for key in node if key == part)
        if not isinstance(rest[0], int) or isinstance(node[key], Sequence):
            return Mapping({**node, key: _without(node[key], rest)}, node.span)
        if len(rest) == 1:  # one value in place of a list
            return Mapping(((other, item) for other, item in node.items() if other != key), node.span)
        return Mapping({**node, key: _without(node[key], rest[1:])}, node.span)
    assert isinstance(node, Sequence)
    assert isinstance(part, int)
    changed = [] if not rest else [_without(node[part], rest)]
    return Sequence([*node[:part], *changed, *node[part + 1 :]], node.span)
