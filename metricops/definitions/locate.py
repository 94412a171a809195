"""Follows the path of a validation error through the nodes of an entry, to say where it stands and what it is about."""

from dataclasses import dataclass
from typing import Any, get_args

from metricops.definitions.entry import PLACE, Entry
from metricops.definitions.nodes import Broken, Mapping, Node, Sequence
from metricops.definitions.scalars import Scalar
from metricops.source import Span

Path = tuple[str | int, ...]
UNSAID = frozenset({'"config"', '"meta"', '"metricops"', '"query_params"'})  # steps that only lengthen a message


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a path led: the node, the key before it, the entry class there, and how people call the way to it.

    `rest` is what of the path led no further, such as a field that is missing. `separate` is the path of the
    innermost item that can be left out alone, empty when only the whole entry can.
    """

    node: Node | Broken
    key: Scalar | None
    entry: type[Entry] | None
    names: tuple[str, ...]
    rest: Path
    separate: Path
    holder: Mapping | None

    @property
    def span(self) -> Span | None:
        """The value when it is one text, else its key, else the mapping around it."""
        if isinstance(self.node, Scalar):
            return self.node.span
        if self.key is not None:
            return self.key.span
        if isinstance(self.node, Mapping | Sequence):
            return self.node.span
        return self.holder.span if self.holder is not None else None

    @property
    def name(self) -> str:
        """Such as `"window" of metric "x"`, innermost first."""
        inner, *outer = self.names
        return " of ".join((inner, *(name for name in outer if name not in UNSAID)))


def locate(path: Path, entry: type[Entry], node: Node | Broken, name: str, key: Scalar | None = None) -> Spot:
    """The spot a path leads to, from an entry that is called `name` and may have a key."""
    steps = _Steps(entry, node, name, key)
    for i, part in enumerate(path):
        if not steps.take(part, path[i + 1 : i + 2]):
            return steps.spot(path[i:], path)
        steps.taken = i + 1
    return steps.spot((), path)


class _Steps:
    """A walk down nodes and entry classes at once."""

    def __init__(self, entry: type[Entry], node: Node | Broken, name: str, key: Scalar | None) -> None:
        self.entry: type[Entry] | None = entry
        self.node, self.names, self.key = node, [name], key
        self.holder: Mapping | None = node if isinstance(node, Mapping) else None
        self.taken = self.separate = 0
        self._pair = self._separable = False

    def spot(self, rest: Path, path: Path) -> Spot:
        names = tuple(reversed(self.names))
        return Spot(self.node, self.key, self.entry, names, rest, path[: self.separate], self.holder)

    def take(self, part: str | int, following: Path) -> bool:
        """Goes one step further; False when the nodes lead no further."""
        if isinstance(part, str) and part.startswith(PLACE):
            return True
        if isinstance(part, str):
            return self._into_key(part)
        if self._pair:
            self._pair = False
            return part == 1  # 0 is the key itself, where the walk stands already
        if self._separable:
            self._separable, self.separate = False, self.taken + 1
        if isinstance(self.node, Sequence):
            return self._into_item(part)
        if isinstance(self.node, Mapping) and following and isinstance(following[0], int):
            return self._into_pair(part)
        if isinstance(self.node, Mapping):  # one value in place of a list
            self.names[-1] = _called(self.names[-1], self.node, part)
        return True

    def _into_key(self, part: str) -> bool:
        if not isinstance(self.node, Mapping) or part not in self.node:
            return False
        self._separable = self.entry is not None and part in self.entry.separable
        self.entry = entry_of(self.entry, part)
        self._enter(part)
        self.names.append(f'"{part}"')
        return True

    def _into_item(self, part: int) -> bool:
        assert isinstance(self.node, Sequence)
        if part >= len(self.node):
            return False
        self.node = self.node[part]
        if isinstance(self.node, Mapping):
            self.names[-1] = _called(self.names[-1], self.node, part)
            self.holder, self.key = self.node, None
        return True

    def _into_pair(self, part: int) -> bool:
        assert isinstance(self.node, Mapping)
        key = list(self.node)[part]
        self._enter(key)
        self.names.append(f'"{key}"')
        self._pair = True
        return True

    def _enter(self, part: str) -> None:
        assert isinstance(self.node, Mapping)
        self.key = next(key for key in self.node if key == part)
        self.node = self.node[self.key]
        if isinstance(self.node, Mapping):
            self.holder = self.node


def _called(key: str, item: Mapping, index: int) -> str:
    """How people call an item of a list: `column "amount"`, `threshold 2`."""
    noun = key.strip('"').replace("_", " ")
    noun = noun.removesuffix("ies") + "y" if noun.endswith("ies") else noun.removesuffix("s")
    name = item.at("name")
    return f'{noun} "{name}"' if isinstance(name, Scalar) else f"{noun} {index + 1}"


def entry_of(entry: type[Entry] | None, key: str) -> type[Entry] | None:
    """The entry class under a key of another."""
    fields = entry.model_fields.items() if entry else ()
    found = next((field for name, field in fields if (field.validation_alias or name) == key), None)
    return _entry_in(found.annotation) if found else None


def _entry_in(annotation: Any) -> type[Entry] | None:
    if isinstance(annotation, type) and issubclass(annotation, Entry):
        return annotation
    return next((entry for part in get_args(annotation) if (entry := _entry_in(part))), None)
