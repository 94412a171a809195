"""Text with places: what every later value uses to say where in a file it came from."""

from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a file: offsets `start` to `end` (exclusive), and the 1-based line and column of its start.

    A text that is in no file, such as one typed at the command line, travels along as `text`.
    """

    file: str
    start: int
    end: int
    line: int
    column: int
    text: str = field(default="", repr=False)

    @property
    def place(self) -> str:
        """`file:line`, as JSON and tables show it."""
        return f"{self.file}:{self.line}"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a fragment that stands in the file just as it is: text index `at` is file offset `offset`."""

    at: int
    offset: int
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of text inside a file (SQL, a template, a sentence) in which every character knows its place."""

    text: str
    span: Span
    runs: tuple[Run, ...]

    def at(self, start: int, end: int) -> Span:
        """The place in the file of `text[start:end]`."""
        run = self.runs[max(bisect_right(self.runs, start, key=lambda r: r.at) - 1, 0)]
        ahead = start - run.at
        first = run.offset + ahead
        last = first + max(end - start, 1)
        return Span(self.span.file, first, last, run.line, run.column + ahead, self.span.text)

    def part(self, start: int, end: int) -> "Fragment":
        """`text[start:end]` as a fragment of its own."""
        first = max(bisect_right(self.runs, start, key=lambda r: r.at) - 1, 0)
        runs = tuple(_shifted(run, start) for run in self.runs[first:] if run.at < max(end, start + 1))
        return Fragment(self.text[start:end], self.at(start, end), runs)

    def __str__(self) -> str:
        return self.text


def _shifted(run: Run, start: int) -> Run:
    """The run as a part that begins at `start` has it."""
    ahead = max(start - run.at, 0)
    return Run(max(run.at - start, 0), run.offset + ahead, run.line, run.column + ahead)


def fragment(text: str, file: str = "<query>") -> Fragment:
    """A fragment that is a whole text of its own, such as one typed at the command line."""
    return Fragment(text, Span(file, 0, max(len(text), 1), 1, 1, text), line_runs(text, 0, 1, 1))


def line_runs(text: str, offset: int, line: int, column: int) -> tuple[Run, ...]:
    """Runs of a text that stands unchanged in its file from `offset` on, one for every line of it."""
    runs, at = [Run(0, offset, line, column)], text.find("\n") + 1
    while at:
        line += 1
        runs.append(Run(at, offset + at, line, 1))
        at = text.find("\n", at) + 1
    return tuple(runs)
