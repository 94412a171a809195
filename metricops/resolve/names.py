"""Names of definitions: what they may look like, and that none is given twice."""

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from metricops.diagnostics import Related
from metricops.periods import Grain
from metricops.resolve.faults import Faults
from metricops.source import Fragment

T = TypeVar("T")
SHAPE = re.compile(r"[a-z]([a-z0-9_]*[a-z0-9])?")
RESERVED = frozenset({"metric_time", *(g.value for g in Grain)})


def named(what: str, word: Fragment, faults: Faults) -> str:
    """The name in lower case; one that queries could not tell from something else is a fault."""
    name = word.text.strip().lower()
    if "__" in name:
        hint = "queries read it as a path through entities"
        faults.add("R001", f'{what} "{word.text}" has a double underscore', word.span, hint)
    elif not SHAPE.fullmatch(name):
        hint = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_")
        message = f'{what} "{word.text}" needs a name of letters, digits and underscores that begins with a letter'
        faults.add("R001", message, word.span, f'such as "{hint}"' if SHAPE.fullmatch(hint) else "")
    elif name in RESERVED:
        faults.add("R001", f'"{word.text}" is reserved and cannot name a {what}', word.span)
    return name


def unique(what: str, items: Iterable[T], word: Callable[[T], Fragment], faults: Faults) -> dict[str, T]:
    """Items by name, the first of each; every later one is a fault that shows both places."""
    first: dict[str, T] = {}
    for item in items:
        name = word(item).text.strip().lower()
        if name in first:
            repeated(what, word(item), word(first[name]), faults)
        else:
            first[name] = item
    return first


def repeated(what: str, second: Fragment, first: Fragment, faults: Faults) -> None:
    """Reports a name that is given twice."""
    related = Related("first defined", first.span)
    faults.add("R002", f'{what} "{second.text}" is defined twice', second.span, "", related)
