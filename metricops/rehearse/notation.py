"""The notation of scenarios: `12/40x8 9/40 _ | n: 40` becomes cells, `ok x8, breach new` becomes outcomes."""

import re
from collections.abc import Iterator
from decimal import Decimal

from metricops.diagnostics import did_you_mean, error
from metricops.errors import DefinitionsError
from metricops.evaluate.colours import COLOURS
from metricops.evaluate.values import State, Status
from metricops.rehearse.scenario import Cell, Expected
from metricops.source import Fragment

NUMBER = r"[-+]?[$€£]?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?:%|bn?\b|[km](?![a-z]))?"
CELL = re.compile(
    rf"""(?P<value>_|null|(?P<a>{NUMBER})|(?P<over>null|{NUMBER})/(?P<under>null|{NUMBER}))
        (?:x(?!\s*\d))?(?:@(?P<n>\d{{1,9}}))?(?:\s*[x×*]\s*(?P<times>\d{{1,6}}))?(?=[\s,]|$)""",
    re.VERBOSE | re.IGNORECASE,
)
SAMPLE = re.compile(r"\s*n\s*:\s*(?P<n>\d{1,9})\s*", re.IGNORECASE)
TIMES = re.compile(r"(?P<what>.*?)(?:\s*[x×*]\s*(?P<times>\d{1,6}))?", re.DOTALL)
SCALES = {"%": Decimal("0.01"), "k": Decimal(1000), "m": Decimal(10**6), "b": Decimal(10**9), "bn": Decimal(10**9)}
FORM = "a cell is a value (3.2), two parts (12/40), null, or _ for no rows; @40 gives its sample, x8 repeats it"
LONGEST = 2000  # cells of a series
GREY = {status for status, colour in COLOURS.items() if colour == "grey"}
WORDS = {status.value: frozenset({status}) for status in Status} | {
    colour: frozenset(s for s, of in COLOURS.items() if of == colour) for colour in COLOURS.values()
}
STATES = {state.value: state for state in State if state is not State.NONE}
ANYTHING = ("_", "any", "?")


def cells(text: Fragment) -> tuple[Cell, ...]:
    """The cells of a series, oldest first; raises DefinitionsError for what is none."""
    written, bar, _ = text.text.partition("|")
    n = _sample(text, len(written) + 1) if bar else None
    found: list[Cell] = []
    at = _skipped(written, 0)
    while at < len(written):
        match = CELL.match(written, at)
        if match is None:
            word = re.split(r"[\s,]", written[at:], maxsplit=1)[0]
            raise _fault(text, at, at + len(word), "T001", f'"{word}" is no cell of a series', FORM)
        found += [_cell(match, n)] * min(int(match["times"] or 1), LONGEST + 1)
        if len(found) > LONGEST:
            raise _fault(text, at, match.end(), "T001", f"a series of more than {LONGEST:,} cells is too long")
        at = _skipped(written, match.end())
    if not found:
        raise _fault(text, 0, len(text.text), "T001", "a series needs a cell", FORM)
    return tuple(found)


def outcomes(text: Fragment) -> tuple[Expected | None, ...]:
    """The outcomes of a list such as `ok x8, breach new`; None where anything will do."""
    found: list[Expected | None] = []
    for start, end in _items(text.text):
        match = TIMES.fullmatch(text.text[start:end])
        assert match is not None, "every text matches"
        one = _outcome(text, start, start + len(match["what"]))
        found += [one] * min(int(match["times"] or 1), LONGEST)
    return tuple(found[: LONGEST + 1])


def _outcome(text: Fragment, start: int, end: int) -> Expected | None:
    words = text.text[start:end].lower().split()
    if len(words) == 1 and words[0] in ANYTHING:
        return None
    span = text.at(start, end)
    statuses = [WORDS[word] for word in words if word in WORDS]
    states = [STATES[word] for word in words if word in STATES]
    unknown = next((word for word in words if word not in WORDS and word not in STATES), "")
    if unknown:
        at = text.text.lower().index(unknown, start)
        span = text.at(at, at + len(unknown))
    if unknown or not words or len(statuses) > 1 or len(states) > 1:
        what = f'"{unknown}" is no outcome' if unknown else f'"{text.text[start:end]}" is no single outcome'
        near = did_you_mean(unknown, (*WORDS, *STATES)) if unknown else ""
        hint = near or 'a status, a colour or a state is needed, such as "breach new", "ok" or "grey"'
        raise DefinitionsError((error("T002", what, span, hint),))
    every = frozenset(Status)
    return Expected(text.text[start:end], span, statuses[0] if statuses else every, states[0] if states else None)


def _items(text: str) -> Iterator[tuple[int, int]]:
    """Where the items between commas stand, without the blanks around them."""
    for match in re.finditer(r"[^,]+", text) if text.strip(", ") else ():
        item = match[0]
        start = match.start() + len(item) - len(item.lstrip())
        yield start, max(start + len(item.strip()), start)


def _skipped(text: str, at: int) -> int:
    match = re.compile(r"[\s,]*").match(text, at)
    return match.end() if match else at


def _sample(text: Fragment, start: int) -> int:
    match = SAMPLE.fullmatch(text.text, start)
    if match is None:
        raise _fault(text, start, len(text.text), "T001", "what stands behind | is not known", 'needed: "n: 40"')
    return int(match["n"])


def _cell(match: re.Match[str], n: int | None) -> Cell:
    n = int(match["n"]) if match["n"] else n
    if match["value"] == "_":
        return Cell(None, n=0, empty=True)
    if match["under"]:
        return Cell(_number(match["over"]), _number(match["under"]), parts=True, n=n)
    return Cell(_number(match["value"]), n=n)


def _number(text: str) -> Decimal | None:
    word = re.sub(r"[$€£]", "", text.lower())
    if word == "null":
        return None
    suffix = next((s for s in ("bn", *SCALES) if word.endswith(s)), "")
    return Decimal(word.removesuffix(suffix)) * SCALES.get(suffix, Decimal(1))


def _fault(text: Fragment, start: int, end: int, code: str, message: str, hint: str = "") -> DefinitionsError:
    return DefinitionsError((error(code, message, text.at(start, end), hint),))
