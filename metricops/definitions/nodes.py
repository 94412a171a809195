"""YAML nodes with places: what stands in a file, before anyone asks what it means."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from metricops.definitions.scalars import Scalar
from metricops.source import Fragment, Span


class Broken:
    """Stands where a value was whose fault has been reported; no field takes it, so its entry is left out."""

    __slots__ = ()


BROKEN = Broken()


class Sequence(list["Node"]):
    """A list of nodes."""

    __slots__ = ("span",)
    span: Span

    def __init__(self, items: Iterable["Node"], span: Span) -> None:
        super().__init__(items)
        self.span = span


class Mapping(dict[Scalar, "Node"]):
    """Keys and nodes in the order written; `span` is the mapping's own key, or its first line."""

    __slots__ = ("span",)
    span: Span

    def __init__(self, items: Any, span: Span) -> None:
        super().__init__(items)
        self.span = span

    def at(self, key: str) -> "Node":
        """What stands under a key, None when nothing does."""
        return self.get(key)  # type: ignore[call-overload,no-any-return]  # a scalar equals its text


Node = Scalar | Sequence | Mapping | None


@dataclass(frozen=True, slots=True)
class Arguments:
    """A mapping whose keys only its reader knows, such as a check kind's own."""

    pairs: tuple[tuple[Fragment, "Argument"], ...]
    span: Span


Argument = Fragment | Arguments | tuple[Any, ...] | None  # the tuple holds arguments again


def argument(node: Node) -> Argument:
    """A node as a frozen value: every text a fragment."""
    if isinstance(node, Scalar):
        return node.fragment
    if isinstance(node, Sequence):
        return tuple(argument(item) for item in node)
    if isinstance(node, Mapping):
        return Arguments(tuple((key.fragment, argument(item)) for key, item in node.items()), node.span)
    return None
