"""Says in plain words what keeps a text from being YAML, and where."""

import re
from typing import Any

import yaml

from metricops.definitions.scalars import Source
from metricops.diagnostics import Diagnostic, Related, error
from metricops.source import Span

TEMPLATE = re.compile(r"(?:[:-]\s+)(\{\{)")
QUOTES = "\"'"
IN_QUOTES = "put the whole value in quotes"

# words of the parser: (message, hint, whether the fault stands where the parser had begun, not where it stopped)
FAULTS: dict[str, tuple[str, str, bool]] = {
    "found unexpected end of stream": ("the quote opened here is not closed", "", True),
    "found unexpected document indicator": ("the quote opened here is not closed", "", True),
    "block sequence entries are not allowed": (
        '"- " cannot start a list here',
        "start the list on a line below",
        False,
    ),
    "mapping keys are not allowed": ('"? " cannot stand here', IN_QUOTES, False),
    "could not find expected ':'": ('this line is not "key: value"', "check its indentation, or add the colon", True),
    "found unknown escape character": ("this escape is not known", "in single quotes a backslash is itself", False),
    "did not find expected hexdecimal number": ("this escape needs hexadecimal digits", "", False),
    "invalid Unicode character escape": ("this escape is not a character", "", False),
    "did not find expected alphabetic": ('a value that starts with "*" or "&" must stand in quotes', "", True),
    "did not find expected comment or line break": ('nothing may follow "|" or ">" on its line', IN_QUOTES, False),
    "found an indentation indicator equal to 0": ("a block is indented by 1 to 9", "", False),
    "did not find expected ',' or ']'": ("the list opened here is not closed", 'add "," or "]"', True),
    "did not find expected ',' or '}'": ("the mapping opened here is not closed", 'add "," or "}"', True),
    "did not find expected node content": ("a value was expected here", "", False),
    "did not find expected <document start>": ("nothing may follow the end of a document", "", False),
    "found undefined tag handle": ("tags are not supported", "a text that starts with ! needs quotes", False),
    "found incompatible YAML document": ("only YAML 1.1 and 1.2 can be read", "remove the %YAML line", False),
}


def syntax_fault(fault: yaml.YAMLError, source: Source) -> Diagnostic:
    """What the parser refused, as a diagnostic."""
    problem = str(getattr(fault, "problem", None) or fault)
    stopped: Any = getattr(fault, "problem_mark", None)
    if stopped is None:
        return error("L010", f"the file is not YAML: {problem}", Span(source.file, 0, 1, 1, 1))
    index: int = stopped.index
    began: int = getattr(getattr(fault, "context_mark", None), "index", index)
    return (
        _template(source, index)
        or _by_character(source, index, problem)
        or _by_line(source, index, began, problem)
        or _by_words(source, index, began, problem)
    )


def _template(source: Source, index: int) -> Diagnostic | None:
    start, end = _line(source.text, index)
    match = TEMPLATE.search(source.text, start, end)
    if match is None:
        return None
    return error("L021", 'a value that starts with "{{" must stand in quotes', source.span(match.start(1), 2))


def _by_character(source: Source, index: int, problem: str) -> Diagnostic | None:
    if "tab" in problem.split() or source.text[index : index + 1] == "\t":
        return error("L011", "a tab cannot indent a line; YAML needs spaces", source.span(index))
    if "cannot start any token" not in problem:
        return None
    message = f'a value that starts with "{source.text[index]}" must stand in quotes'
    return error("L010", message, source.span(index))


def _by_line(source: Source, index: int, began: int, problem: str) -> Diagnostic | None:
    """Faults that show in the line up to where the parser stopped."""
    start, _ = _line(source.text, index)
    before = source.text[start:index].strip()
    if problem.startswith("mapping values are not allowed"):
        if ": " in before:
            return error("L010", 'a value with ": " in it must stand in quotes', source.span(index))
        key = source.span(index - len(before), len(before))
        hint = "check its indentation, and the line above for a missing colon"
        return error("L010", "this key does not fit the line above", key, hint)
    if problem == "did not find expected '-' indicator":
        hint = f'its items start with "-" in column {source.span(began).column}'
        return error("L010", "this line does not fit the list it stands in", source.span(index), hint)
    if problem != "did not find expected key":
        return None
    if before and before[-1] in QUOTES:
        hint = "a quote inside a value is doubled ('it''s'), or the value stands in the other kind of quotes"
        return error("L010", "text follows the closing quote of a value", source.span(index), hint)
    first = Related("the mapping starts", source.span(began))
    hint = f"all its keys start in column {first.span.column}"
    return error("L010", "this line does not fit the mapping it stands in", source.span(index), hint, first)


def _by_words(source: Source, index: int, began: int, problem: str) -> Diagnostic:
    for words, (message, hint, opened) in FAULTS.items():
        if words in problem:
            return error("L010", message, source.span(began if opened else index), hint)
    return error("L010", f"not valid YAML: {problem}", source.span(index))


def _line(text: str, index: int) -> tuple[int, int]:
    start, end = text.rfind("\n", 0, index) + 1, text.find("\n", index)
    return start, end if end >= 0 else len(text)
