"""YAML nodes with places: what stands in a file, before anyone asks what it means."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from metricops.definitions.scalars import Written, runs_of
from metricops.source import Fragment, Span


class Scalar(str):
    """A scalar: always text, typed later by the field it stands in; a plain `null`, `~` or nothing is None instead."""

    __slots__ = ("written",)
    written: Written

    @property
    def fragment(self) -> Fragment:
        """The text with the place of every character."""
        text = str(self)
        return Fragment(text, self.written.span, runs_of(text, self.written))

    @property
    def span(self) -> Span:
        """The scalar as written, with its quotes."""
        return self.written.span


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


Node = Scalar | Sequence | Mapping | None


@dataclass(frozen=True, slots=True)
class Arguments:
    """A mapping whose keys only its reader knows, such as a check kind's own."""

    pairs: tuple[tuple[Fragment, "Argument"], ...]
    span: Span


Argument = Fragment | Arguments | tuple["Argument", ...] | None


def argument(node: Node) -> Argument:
    """A node as a frozen value: every text a fragment."""
    if isinstance(node, Scalar):
        return node.fragment
    if isinstance(node, Sequence):
        return tuple(argument(item) for item in node)
    if isinstance(node, Mapping):
        return Arguments(tuple((key.fragment, argument(item)) for key, item in node.items()), node.span)
    return None
