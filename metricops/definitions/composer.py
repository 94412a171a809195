"""Builds nodes from a YAML parser's events, watching depth, size, duplicates and aliases on the way."""

from collections.abc import Callable
from typing import Any

import yaml

from metricops.definitions.nodes import BROKEN, Broken, Mapping, Node, Sequence
from metricops.definitions.scalars import Scalar, Source
from metricops.definitions.syntax import syntax_fault
from metricops.diagnostics import Diagnostic, Related, did_you_mean, error, warning
from metricops.source import Span

Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
STANDARD = "tag:yaml.org,2002:"
KNOWN_TAGS = {"!"} | {STANDARD + name for name in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq")}
MERGE = "<<"
NO_KEY = Scalar()
"""Stands for a key that cannot be one; its value is dropped."""
DEEPEST = 100
WIDEST = 160  # characters of a line that a mapping without a key is shown by
UNFOLDED = 100_000
"""How many nodes the aliases of one file may stand for; a file written by hand stays far below."""


class _StopError(Exception):
    """Nothing more of this file can be read."""


class _Frame:
    """A collection that is still open: its node, the key that waits for a value, and how many nodes it stands for."""

    __slots__ = ("anchor", "broken", "key", "merged", "node", "size")

    def __init__(self, node: Mapping | Sequence, anchor: str | None) -> None:
        self.node, self.anchor = node, anchor
        self.key: Scalar | None = None
        self.merged: list[tuple[Scalar, Node | Broken]] = []
        self.size, self.broken = 1, False

    @property
    def wants_key(self) -> bool:
        return self.key is None and isinstance(self.node, Mapping)


class Composer:
    """Takes a parser's events one by one, without recursion, so that depth and size can be watched."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.faults: list[Diagnostic] = []
        self._stack: list[_Frame] = []
        self._anchors: dict[str, tuple[Node | Broken, int]] = {}
        self._root: Node | Broken = None
        self._repeated: list[tuple[Scalar, Node]] = []
        self._documents = 0
        self._unfolded = 0

    def run(self) -> bool:
        """Reads the whole text; False when its entries cannot be known."""
        takers: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._open,
            yaml.SequenceStartEvent: self._open,
            yaml.MappingEndEvent: self._close,
            yaml.SequenceEndEvent: self._close,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        loader = Loader(self.source.text)
        try:
            while (event := loader.get_event()) is not None and self._documents < 2:
                if taker := takers.get(type(event)):
                    taker(event)
        except yaml.YAMLError as fault:
            found = syntax_fault(fault, self.source)
            self.faults += [] if found in self.faults else [found]
            return False
        except _StopError:
            return False
        return self._has_entries()

    def sections(self) -> tuple[tuple[Scalar, Node], ...]:
        """The top-level keys with their nodes; a key that is written twice comes twice."""
        return (*self._root.items(), *self._repeated) if isinstance(self._root, Mapping) else ()

    def _has_entries(self) -> bool:
        if isinstance(self._root, Mapping):
            return True
        start = Span(self.source.file, 0, 1, 1, 1)
        if self._root is None and not self._repeated:
            self.faults.append(warning("L005", "the file is empty", start))
            return True
        what = "a list" if isinstance(self._root, Sequence) else "text"
        hint = 'start with a section such as "metrics:"'
        span = self._root.span if isinstance(self._root, Scalar | Sequence) else start
        self.faults.append(error("L022", f"the file holds {what}; a mapping of sections is needed", span, hint))
        return False

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents == 2:
            span = self.source.span(event.start_mark.index, 3)
            hint = "move it to a file of its own"
            self.faults.append(error("L012", "a second document starts here; it is not read", span, hint))

    def _scalar(self, event: Any) -> None:
        node: Node | Broken = self._written(event)
        if event.value in NULLS and event.implicit[0] and not (self._stack and self._stack[-1].wants_key):
            node = None
        if event.tag is not None:
            node = self._tagged(event, node)
        if event.anchor is not None:
            self._anchors[event.anchor] = (node, 1)
        self._put(node, 1)

    def _written(self, event: Any) -> Scalar:
        scalar, start, end = Scalar(event.value), event.start_mark, event.end_mark
        scalar.source, scalar.style = self.source, event.style or ""
        scalar.start, scalar.line, scalar.column = start.index, start.line + 1, start.column + 1
        scalar.end, scalar.last_line = end.index, end.line + 1
        return scalar

    def _tagged(self, event: Any, node: Node | Broken) -> Node | Broken:
        if event.tag in KNOWN_TAGS:
            return None if event.tag == STANDARD + "null" else node
        tag = event.tag.replace(STANDARD, "!!")
        span = self.source.span(event.start_mark.index, len(tag))
        self.faults.append(error("L019", f'tag "{tag}" is not supported', span, "remove the tag and keep the value"))
        return BROKEN

    def _open(self, event: Any) -> None:
        if len(self._stack) >= DEEPEST:
            span = self.source.span(event.start_mark.index)
            self._stop(error("L016", f"values are nested more than {DEEPEST} deep", span))
        kind = Mapping if isinstance(event, yaml.MappingStartEvent) else Sequence
        frame = _Frame(kind((), self._span(event)), event.anchor)
        if event.tag is not None:
            frame.broken = self._tagged(event, frame.node) is BROKEN
        if self._stack and self._stack[-1].wants_key:
            self._collection_as_key(event)
        self._stack.append(frame)

    def _span(self, event: Any) -> Span:
        """The key that the collection belongs to, or its first line."""
        key = self._stack[-1].key if self._stack else None
        if key is not None and key is not NO_KEY:
            return key.span
        mark = event.start_mark
        line = self.source.text[mark.index : mark.index + WIDEST].partition("\n")[0].split(" #")[0].rstrip()
        return Span(self.source.file, mark.index, mark.index + max(len(line), 1), mark.line + 1, mark.column + 1)

    def _collection_as_key(self, event: Any) -> None:
        index = event.start_mark.index
        if self.source.text[max(index - 1, 0) : index + 1] == "{{":
            span = self.source.span(index - 1, 2)
            self.faults.append(error("L021", 'a value that starts with "{{" must stand in quotes', span))
        else:
            span = self.source.span(index)
            self.faults.append(error("L018", "a key must be text, not a list or a mapping", span))

    def _close(self, _: yaml.CollectionEndEvent) -> None:
        frame = self._stack.pop()
        for key, value in frame.merged:
            self._merge(frame, key, value)
        node: Node | Broken = BROKEN if frame.broken and self._stack else frame.node
        if frame.anchor is not None:
            self._anchors[frame.anchor] = (node, frame.size)
        self._put(node, frame.size)

    def _put(self, node: Node | Broken, size: int) -> None:
        if not self._stack:
            self._root = node
            return
        frame = self._stack[-1]
        frame.size += size
        if isinstance(frame.node, Sequence):
            frame.node.append(node)  # type: ignore[arg-type]  # a broken node is met, and passed over, when decoded
        elif frame.key is None:
            frame.broken = frame.broken or not isinstance(node, Scalar)
            frame.key = node if isinstance(node, Scalar) else NO_KEY
        else:
            if frame.key is not NO_KEY:
                self._pair(frame, frame.node, frame.key, node)
            frame.key = None

    def _pair(self, frame: _Frame, mapping: Mapping, key: Scalar, node: Node | Broken) -> None:
        if key == MERGE and not key.style:
            frame.merged.append((key, node))
        elif key in mapping:
            self._duplicate(mapping, key)
            if len(self._stack) == 1:
                self._repeated.append((key, node))  # type: ignore[arg-type]
            else:
                mapping[key] = BROKEN  # type: ignore[assignment]  # which of the two is meant cannot be known
        else:
            mapping[key] = node  # type: ignore[assignment]

    def _duplicate(self, mapping: Mapping, key: Scalar) -> None:
        first = next(other for other in mapping if other == key)
        message = f'key "{key}" is written twice in one mapping'
        self.faults.append(error("L013", message, key.span, "", Related("first written", first.span)))

    def _merge(self, frame: _Frame, key: Scalar, value: Node | Broken) -> None:
        parts = value if isinstance(value, Sequence) else [value]
        for part in parts:
            if isinstance(part, Mapping) and isinstance(frame.node, Mapping):
                for name, node in part.items():
                    frame.node.setdefault(name, node)
            else:
                frame.broken = True
                if not isinstance(part, Broken):
                    self.faults.append(error("L020", '"<<" merges a mapping or a list of mappings', key.span))

    def _alias(self, event: Any) -> None:
        span = self.source.span(event.start_mark.index, len(event.anchor) + 1)
        if any(frame.anchor == event.anchor for frame in self._stack):
            self.faults.append(error("L014", f'"*{event.anchor}" stands inside the value it repeats', span))
            self._put(BROKEN, 1)
            return
        if event.anchor not in self._anchors:
            hint = did_you_mean(event.anchor, self._anchors)
            message = f'"*{event.anchor}" repeats a value, but no "&{event.anchor}" stands before it'
            self.faults.append(error("L017", message, span, hint))
            self._put(BROKEN, 1)
            return
        node, size = self._anchors[event.anchor]
        self._unfolded += size
        if self._unfolded > UNFOLDED:
            message = f"the aliases of this file stand for more than {UNFOLDED:,} values"
            self._stop(error("L015", message, span, "write the values out, or generate the file"))
        self._put(node, size)

    def _stop(self, fault: Diagnostic) -> None:
        self.faults.append(fault)
        raise _StopError
