"""Where the characters of a YAML scalar stand in its file: plain, quoted with escapes, folded or literal."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from metricops.source import Fragment, Run, Span

BLOCKS, QUOTES = ("|", ">"), ("'", '"')
BREAK = re.compile(r"\r\n|[\n\r\x85]|[\u2028\u2029]")
BLANKS = " \t"
JOINTS = " \n\u2028\u2029"  # what a line break of the file may become in the text
DOUBLE = re.compile(r"\\(?:x..|u.{4}|U.{8}|.)")
SINGLE = re.compile(r"''")
NEAR = 200  # characters


@dataclass(frozen=True)  # without slots, so that line starts are found once
class Source:
    """A file as read: its shown name and its text."""

    file: str
    text: str

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset at which every line starts."""
        return _line_starts(self.text, 0, len(self.text))

    def span(self, index: int, width: int = 1) -> Span:
        """The stretch of `width` characters at an offset; past the end of the file its last character."""
        if index >= len(self.text):
            index = max(len(self.text.rstrip()) - 1, 0)
        line = bisect_right(self.line_starts, index)
        return Span(self.file, index, index + width, line, index - self.line_starts[line - 1] + 1)


class Scalar(str):
    """A scalar: always text, typed later by the field it stands in; a plain `null`, `~` or nothing is None instead.

    `start` and `end` are its offsets with quotes, `line` and `last_line` its first and last line, `style` its quote,
    the `|` or `>` of a block, or nothing.
    """

    __slots__ = ("column", "end", "last_line", "line", "source", "start", "style")
    source: Source
    start: int
    end: int
    line: int
    last_line: int
    column: int
    style: str

    def saying(self, text: str) -> "Scalar":
        """Another text at the same place."""
        other = Scalar(text)
        for part in Scalar.__slots__:
            setattr(other, part, getattr(self, part))
        return other

    @property
    def fragment(self) -> Fragment:
        """The text with the place of every character."""
        text, quoted = str(self), self.style in QUOTES
        at, column = self.start + quoted, self.column + quoted
        if text and self.line == self.last_line and self.end - at - quoted == len(text):  # as most are: no escapes
            span = Span(self.source.file, at, at + len(text), self.line, column)
            return Fragment(text, span, (Run(0, at, self.line, column),))
        return Fragment(text, self.span, runs_of(self))

    @property
    def span(self) -> Span:
        """The text without its quotes; of a block its first line of content."""
        if self.style in BLOCKS:
            first = next((line for line in _raw_lines(self)[1:] if line.content.strip()), None)
            if first:
                indent = len(first.content) - len(first.content.lstrip())
                line = _cut(first, indent, len(first.content.rstrip()))
                return Span(self.source.file, line.offset, line.offset + len(line.content), line.line, line.column)
        quoted = self.style in QUOTES
        start = self.start + quoted
        return Span(self.source.file, start, max(self.end - quoted, start + 1), self.line, self.column + quoted)


@dataclass(frozen=True, slots=True)
class _Line:
    """A stretch of one line that counts as text; `joined` says that its line break may be text too."""

    content: str
    offset: int
    line: int
    column: int
    joined: bool


def runs_of(scalar: Scalar) -> tuple[Run, ...]:
    """The runs of a scalar's text; there is always one, even of an empty text."""
    lines = _block_lines(scalar) if scalar.style in BLOCKS else _flow_lines(scalar)
    return _aligned(scalar, lines) or _nearest(scalar)


def _aligned(scalar: Scalar, lines: list[_Line]) -> tuple[Run, ...]:
    """Runs line by line; nothing when the text is not what the lines say."""
    runs: list[Run] = []
    text, at = str(scalar), 0
    for number, line in enumerate(lines):
        for begin, end, width in _stretches(line.content, scalar.style):
            if width == end - begin and not text.startswith(line.content[begin:end], at):
                return ()
            runs.append(Run(at, line.offset + begin, line.line, line.column + begin))
            at += width
        if line.joined and text[at : at + 1] and text[at] in (JOINTS if line.content or number == 0 else JOINTS[1:]):
            runs += [] if line.content else [Run(at, line.offset, line.line, line.column)]
            at += 1
    return tuple(runs) if at == len(text) else ()


def _stretches(content: str, style: str) -> Iterator[tuple[int, int, int]]:
    """Begin and end of every stretch that stands unchanged, and of every escape, with its width in the text."""
    escapes = {'"': DOUBLE, "'": SINGLE}.get(style)
    at = 0
    for match in escapes.finditer(content) if escapes else ():
        if match.start() > at:
            yield at, match.start(), match.start() - at
        literal = match[0][1] in "\"\\/'" or match[0][1] in BLANKS  # the second character is the text's own
        yield match.start() + literal, match.end(), 1
        at = match.end()
    if at < len(content):
        yield at, len(content), len(content) - at


def _raw_lines(scalar: Scalar) -> list[_Line]:
    text, end = scalar.source.text, scalar.end
    lines, at, number, column = [], scalar.start, scalar.line, scalar.column
    for match in BREAK.finditer(text, scalar.start, end):
        lines.append(_Line(text[at : match.start()], at, number, column, True))
        at, number, column = match.end(), number + 1, 1
    return [*lines, _Line(text[at:end], at, number, column, False)]


def _block_lines(scalar: Scalar) -> list[_Line]:
    """The content lines of a block scalar without their common indentation, which its first line shows."""
    lines = _raw_lines(scalar)[1:]
    first = next((line.content for line in lines if line.content.strip(" ")), "")
    body = scalar.lstrip("\n")
    indent = len(first) - len(first.lstrip(" ")) - (len(body) - len(body.lstrip(" ")))
    return [_cut(line, indent, len(line.content)) for line in lines]


def _flow_lines(scalar: Scalar) -> list[_Line]:
    """The lines of a plain or quoted scalar without quotes and without the blanks around line breaks."""
    lines, quoted = _raw_lines(scalar), int(scalar.style in QUOTES)
    last, kept = len(lines) - 1, []
    after_escape = False
    for i, line in enumerate(lines):
        content = line.content
        begin = quoted if i == 0 else len(content) - len(content.lstrip(BLANKS))
        end = len(content) - quoted if i == last else len(content.rstrip(BLANKS))
        after_escape = i != last and scalar.style == '"' and _odd_backslashes(content[begin:end])
        cut = _cut(line, begin, max(end - after_escape, begin))
        kept.append(_Line(cut.content, cut.offset, cut.line, cut.column, i != last and not after_escape))
    return kept


def _odd_backslashes(content: str) -> bool:
    return (len(content) - len(content.rstrip("\\"))) % 2 == 1


def _cut(line: _Line, begin: int, end: int) -> _Line:
    begin = min(begin, len(line.content))
    return _Line(line.content[begin:end], line.offset + begin, line.line, line.column + begin, line.joined)


def _nearest(scalar: Scalar) -> tuple[Run, ...]:
    """Runs for shapes nobody writes: every character at the next place where the file holds the same one."""
    source, offset = scalar.source.text, scalar.start
    starts = _line_starts(source, offset, scalar.end)
    runs = []
    for at, character in enumerate(scalar):
        found = source.find(character, offset, min(offset + NEAR, scalar.end))
        if found >= 0:
            line = bisect_right(starts, found) - 1
            column = found - starts[line] + (scalar.column if line == 0 else 1)
            runs.append(Run(at, found, scalar.line + line, column))
            offset = found + 1
    return tuple(runs) or (Run(0, scalar.start, scalar.line, scalar.column),)


def _line_starts(text: str, start: int, end: int) -> list[int]:
    return [start, *(match.end() for match in BREAK.finditer(text, start, end))]
