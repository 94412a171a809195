"""JSON as nodes with places, so that what dbt wrote is decoded like a YAML file."""

import re
from bisect import bisect_right
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # there in every version, unknown to typeshed

from metricops.definitions.nodes import Mapping, Node, Sequence
from metricops.definitions.scalars import Scalar, Source
from metricops.source import Span

BLANKS = re.compile(r"[ \t\n\r]*")
BARE = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null")
HALVES = re.compile("[\ud800-\udfff]")  # of a pair that is not whole; no encoding can write them
DEEPEST = 100


def node_at(source: Source, at: int = 0) -> Node:
    """The value that starts at an offset. Raises JSONDecodeError where the text is not JSON, or is nested too deep."""
    reader = _Reader(source)
    return reader.value(reader.past(at), None, 0)[0]


class _Reader:
    """Reads one text; every method takes an offset and gives what stands there with the offset after it."""

    def __init__(self, source: Source) -> None:
        self.source, self.text = source, source.text

    def past(self, at: int) -> int:
        """The next offset that holds no blank."""
        match = BLANKS.match(self.text, at)
        return match.end() if match else at

    def value(self, at: int, key: Scalar | None, depth: int) -> tuple[Node, int]:
        """Any value; a collection is placed at its key, or at its bracket when it has none."""
        if depth > DEEPEST:
            raise JSONDecodeError(f"values are nested more than {DEEPEST} deep", self.text, at)
        match self.text[at : at + 1]:
            case '"':
                return self._string(at)
            case "{":
                return self._mapping(at, key.span if key else self.source.span(at), depth)
            case "[":
                return self._sequence(at, key.span if key else self.source.span(at), depth)
        found = BARE.match(self.text, at)
        if found is None:
            raise JSONDecodeError("a value is missing", self.text, at)
        return None if found[0] == "null" else self._scalar(found[0], at, found.end(), ""), found.end()

    def _mapping(self, at: int, span: Span, depth: int) -> tuple[Mapping, int]:
        items: dict[Scalar, Node] = {}
        at = self.past(at + 1)
        while self.text[at : at + 1] != "}":
            if self.text[at : at + 1] != '"':
                raise JSONDecodeError("a key is missing", self.text, at)
            key, end = self._string(at)
            items[key], at = self.value(self.past(self._expect(":", self.past(end)) + 1), key, depth + 1)
            at = self._next("}", self.past(at))
        return Mapping(items, span), at + 1

    def _sequence(self, at: int, span: Span, depth: int) -> tuple[Sequence, int]:
        items: list[Node] = []
        at = self.past(at + 1)
        while self.text[at : at + 1] != "]":
            item, at = self.value(at, None, depth + 1)
            items.append(item)
            at = self._next("]", self.past(at))
        return Sequence(items, span), at + 1

    def _next(self, end: str, at: int) -> int:
        """Past a comma to the next item, or at the end of the collection."""
        if self.text[at : at + 1] == end:
            return at
        return self.past(self._expect(",", at) + 1)

    def _expect(self, mark: str, at: int) -> int:
        if self.text[at : at + 1] != mark:
            raise JSONDecodeError(f'"{mark}" is missing', self.text, at)
        return at

    def _string(self, at: int) -> tuple[Scalar, int]:
        text, end = scanstring(self.text, at + 1)
        return self._scalar(HALVES.sub("\ufffd", text), at, end, '"'), end

    def _scalar(self, text: str, at: int, end: int, style: str) -> Scalar:
        scalar = Scalar(text)
        scalar.source, scalar.start, scalar.end, scalar.style = self.source, at, end, style
        starts = self.source.line_starts
        scalar.line = scalar.last_line = bisect_right(starts, at)
        scalar.column = at - starts[scalar.line - 1] + 1
        return scalar
