"""States: one fold over the history of an instance says whether its breach is new, ongoing, recovering or resolved."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from metricops.evaluate.marks import Colour, Light
from metricops.evaluate.values import State, Status

CLEAN_WINDOWS = 2  # in a row, before a breach counts as resolved
OnNoData = Literal["grey", "breach", "hold", "ignore"]


@dataclass(frozen=True, slots=True)
class Phase:
    """Where an instance is: `open` from its first red until it is resolved.

    It stays red for `kept` windows and until it is clear, then is `released`; `clean` counts the windows after, and
    `since` those since it was last red.
    """

    status: Status = Status.OK
    state: State = State.NONE
    open: bool = False
    released: bool = False
    clean: int = 0
    kept: int = 0
    since: int = 0


FINE, WATCHED, PENDING = Phase(), Phase(Status.WATCH), Phase(Status.WATCH, State.PENDING)
BEGUN, ONGOING = Phase(Status.BREACH, State.NEW, open=True), Phase(Status.BREACH, State.ONGOING, open=True)
RESOLVED = Phase(Status.OK, State.RESOLVED)


def fold(history: Iterable[Light], keep: int, on_no_data: OnNoData) -> Phase:
    """The phase after a history, oldest first."""
    phase = FINE
    for light in history:
        phase = following(phase, light, keep, on_no_data)
    return phase


def following(phase: Phase, now: Light, keep: int, on_no_data: OnNoData) -> Phase:
    """The phase after one more window."""
    if now.colour is Colour.GREY:
        return _unseen(phase, now, on_no_data)
    if now.status is Status.BREACH:
        return ONGOING if phase.open else BEGUN
    if phase.open:
        return _closing(phase, now, keep)
    return FINE if now.status is Status.OK else PENDING if now.pending else WATCHED


def remembered(phase: Phase, history: int) -> Phase:
    """The phase as someone knows it who looks back over so many windows, the next one among them: a breach that was
    last red before those never was."""
    return FINE if phase.open and phase.since + 1 >= history else phase


def as_far_as_it_matters(before: Iterable[Light], keep: int) -> Iterator[Light]:
    """Of the windows before the judged one, newest first, those up to where so many clean ones in a row have closed
    whatever was open earlier."""
    clean, enough = 0, keep + CLEAN_WINDOWS
    for light in before:
        yield light
        clean = clean + 1 if light.colour is Colour.GREEN and light.clear else 0
        if clean == enough:
            return


def says_nothing(now: Light, on_no_data: OnNoData) -> bool:
    """Whether a window is grey whatever was before it."""
    return now.colour is Colour.GREY and not (now.empty and on_no_data == "hold")


def _unseen(phase: Phase, now: Light, on_no_data: OnNoData) -> Phase:
    held = now.empty and on_no_data == "hold" and phase.status is Status.BREACH
    status, state = (phase.status, State.ONGOING) if held else (now.status, State.NONE)
    return replace(phase, status=status, state=state, since=phase.since + 1)


def _closing(phase: Phase, now: Light, keep: int) -> Phase:
    since = phase.since + 1
    if not phase.released and (phase.kept < keep or not now.clear):
        return Phase(Status.BREACH, State.ONGOING, open=True, kept=phase.kept + 1, since=since)
    if now.status is not Status.OK or not now.clear:
        state = State.PENDING if now.pending else State.RECOVERING
        return Phase(Status.WATCH, state, open=True, released=True, kept=phase.kept, since=since)
    if phase.clean + 1 < CLEAN_WINDOWS:
        clean, kept = phase.clean + 1, phase.kept
        return Phase(Status.WATCH, State.RECOVERING, open=True, released=True, clean=clean, kept=kept, since=since)
    return RESOLVED
