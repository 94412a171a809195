"""A model's text taken apart at its templates, and put together again with other text in their place."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from metricops.build.calls import KNOWN, Call, NotRunError, call
from metricops.diagnostics import Diagnostic, error
from metricops.source import Fragment, Run, Span, line_runs

TEMPLATE = re.compile(
    r"""\{\{-?(?P<expression>(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^'"])*?)-?\}\}
      | \{%[-+]?\s*(?P<statement>\w*).*?%\}
      | \{\#.*?\#\}
      | (?P<open>\{\{|\{%|\{\#)""",
    re.VERBOSE | re.DOTALL,
)
HINT = "write the model without it, or let dbt build the project: metricops needs only the tables"


@dataclass(frozen=True, slots=True)
class Placed:
    """A template at `start` to `end` of a model's text: a call, or None for a comment, which is left out."""

    start: int
    end: int
    call: Call | None
    span: Span


@dataclass(frozen=True, slots=True)
class Template:
    """A model's text and the templates in it, in order."""

    text: Fragment
    placed: tuple[Placed, ...]

    def calls(self, name: str) -> Iterator[tuple[Call, Span]]:
        """The calls of one name with their places."""
        return ((p.call, p.span) for p in self.placed if p.call is not None and p.call.name == name)


def parse(text: Fragment) -> Template | Diagnostic:
    """The text taken apart; its first template that is not run, as a fault, when it has one."""
    placed = []
    for found in TEMPLATE.finditer(text.text):
        span = _span(text, found)
        try:
            placed.append(Placed(found.start(), found.end(), _call(found), span))
        except NotRunError as fault:
            message = f'"{fault}" is not run by `metricops build`; only {", ".join(KNOWN)} are'
            return error("B001", message, span, HINT)
    return Template(text, tuple(placed))


def calls_in(text: Fragment) -> Iterator[tuple[Call, Span]]:
    """The calls that can be read, also beside templates that are not run here."""
    for found in TEMPLATE.finditer(text.text):
        try:
            known = _call(found)
        except NotRunError:
            continue
        if known is not None:
            yield known, _span(text, found)


def render(template: Template, replaced: Callable[[Call], str]) -> Fragment:
    """The text with every call replaced; each character of the result still knows its place in the file."""
    text, parts, runs, at, length = template.text, [], [], 0, 0
    for placed in template.placed:
        words = replaced(placed.call) if placed.call else ""
        runs += [*_moved(text, at, placed.start, length)]
        length += placed.start - at
        runs.append(Run(length, placed.span.start, placed.span.line, placed.span.column))
        parts += [text.text[at : placed.start], words]
        length, at = length + len(words), placed.end
    runs += _moved(text, at, len(text.text), length)
    return Fragment("".join((*parts, text.text[at:])), text.span, tuple(runs))


def _call(found: re.Match[str]) -> Call | None:
    if found["open"]:
        raise NotRunError(f"{found['open']} without its end")
    if found["statement"] is not None:
        raise NotRunError(f"{{% {found['statement']} %}}")
    return call(found["expression"]) if found["expression"] is not None else None


def _span(text: Fragment, found: re.Match[str]) -> Span:
    """The call inside the braces, or the whole template."""
    if found["expression"] is None:
        return text.at(found.start(), found.end())
    inside = found["expression"]
    start = found.start("expression") + len(inside) - len(inside.lstrip())
    return text.at(start, start + max(len(inside.strip()), 1))


def _moved(text: Fragment, start: int, end: int, to: int) -> tuple[Run, ...]:
    """The runs of `text[start:end]`, which stands at `to` in another text."""
    place = text.at(start, start + 1)
    runs = line_runs(text.text[start:end], place.start, place.line, place.column)
    return tuple(Run(run.at + to, run.offset, run.line, run.column) for run in runs)
