"""Grains, windows and offsets as written in definitions."""

import re
from collections.abc import Collection
from datetime import date

from metricops.checks.freshness import deadline
from metricops.diagnostics import did_you_mean
from metricops.expressions.sentence_numbers import LONGEST
from metricops.manifest import Offset
from metricops.periods import Calendar, Grain, Window, WindowKind, parse_window
from metricops.periods.window import UNITS
from metricops.resolve.faults import Faults
from metricops.source import Fragment

COUNT_AND_UNIT = re.compile(r"(\d+)\s*([a-z_][a-z0-9_]*)")
GRAINS = tuple(g.value for g in Grain)
ANY_DAY = date(2000, 1, 3)
A_WINDOW = 'such as "7 days", "4 weeks" or "3 months"'


def window(word: Fragment | None, faults: Faults, kinds: Collection[WindowKind] = tuple(WindowKind)) -> Window | None:
    """A window of days or longer, of one of these kinds."""
    if word is None:
        return None
    found = parse_window(word.text)
    if found is None or found.kind not in kinds:
        faults.add("R007", f'"{word.text}" is not a window', word.span, A_WINDOW)
        return None
    return found


def length(word: Fragment | None, faults: Faults) -> Window | None:
    """A plain length of time, such as `1 week`."""
    return window(word, faults, (WindowKind.CLOSED,))


def offset(word: Fragment | None, faults: Faults, custom: Collection[str] = ()) -> Offset | None:
    """A count of standard grains of any fineness, or of custom ones where those are allowed."""
    if word is None:
        return None
    match = COUNT_AND_UNIT.fullmatch(word.text.strip().lower())
    unit = _unit(match[2], custom) if match else ""
    if not match or not unit or not 0 < int(match[1]) <= 100 * LONGEST:
        near = did_you_mean(match[2], (*GRAINS, *custom)) if match and not unit else ""
        faults.add("R007", f'"{word.text}" is not a window', word.span, near or A_WINDOW)
        return None
    return Offset(int(match[1]), unit)


def check_promises(refresh: Fragment | None, final_after: Fragment | None, faults: Faults) -> None:
    """Reports a `refresh` or a `final_after` that nobody could hold data to."""
    if refresh and deadline(refresh.text, ANY_DAY, Calendar()) is None:
        message = f'"{refresh.text}" does not say how often data is refreshed'
        faults.add("R007", message, refresh.span, 'such as "daily by 06:00", "weekly by Monday" or "24 hours"')
    length(final_after, faults)


def standard_grain(word: Fragment | None, faults: Faults) -> Grain | None:
    """A grain of the calendar that everyone shares; custom ones are refused."""
    if word is None:
        return None
    name = word.text.strip().lower()
    if name in GRAINS:
        return Grain(name)
    hint = did_you_mean(name, GRAINS) or f"grains are {', '.join(GRAINS[GRAINS.index('hour') :])}"
    faults.add("R008", f'"{word.text}" is not a standard grain', word.span, hint)
    return None


def any_grain(word: Fragment | None, faults: Faults, custom: Collection[str]) -> str | None:
    """A standard grain or a custom one, by name."""
    if word is None:
        return None
    name = word.text.strip().lower()
    if name not in GRAINS and name not in custom:
        faults.add("R008", f'"{word.text}" is not a grain', word.span, did_you_mean(name, (*GRAINS, *custom)))
        return None
    return name


def _unit(text: str, custom: Collection[str]) -> str:
    if text in UNITS:
        return UNITS[text].value
    for word in (text, text.removesuffix("s")):
        if word in custom or word in GRAINS:
            return word
    return ""
