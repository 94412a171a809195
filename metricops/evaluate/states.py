"""States: one fold over the history of an instance says whether its breach is new, ongoing, recovering or resolved."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from metricops.evaluate.marks import Colour
from metricops.evaluate.streaks import Standing
from metricops.evaluate.values import State, Status

CLEAN_WINDOWS = 2  # in a row, before a breach counts as resolved
OnNoData = Literal["grey", "breach", "hold", "ignore"]


@dataclass(frozen=True, slots=True)
class Phase:
    """Where an instance is: `open` from its first red until it is resolved.

    It stays red for `kept` windows and until it is clear, then is `released`; `clean` counts the windows after.
    """

    status: Status = Status.OK
    state: State = State.NONE
    open: bool = False
    released: bool = False
    clean: int = 0
    kept: int = 0


def fold(history: Iterable[Standing], keep: int = 0, on_no_data: OnNoData = "grey") -> Phase:
    """The phase after a history, oldest first."""
    phase = Phase()
    for standing in history:
        phase = _next(phase, standing, keep, on_no_data)
    return phase


def settles(standing: Standing) -> bool:
    """Whether a standing is a clean window: enough of them in a row close whatever was open before."""
    return standing.mark.colour is Colour.GREEN and standing.mark.clear


def windows_to_settle(keep: int) -> int:
    """How many clean windows in a row leave nothing of what was before them."""
    return keep + CLEAN_WINDOWS


def _next(phase: Phase, now: Standing, keep: int, on_no_data: OnNoData) -> Phase:
    if now.mark.colour is Colour.GREY:
        held = now.mark.empty and on_no_data == "hold" and phase.status is Status.BREACH
        return replace(phase, state=State.ONGOING) if held else replace(phase, status=now.status, state=State.NONE)
    if now.status is Status.BREACH:
        return Phase(Status.BREACH, State.ONGOING if phase.open else State.NEW, open=True)
    if not phase.open:
        return Phase(now.status, State.PENDING if now.pending else State.NONE)
    return _closing(phase, now, keep)


def _closing(phase: Phase, now: Standing, keep: int) -> Phase:
    if not phase.released and (phase.kept < keep or not now.mark.clear):
        return replace(phase, status=Status.BREACH, state=State.ONGOING, kept=phase.kept + 1)
    if now.status is Status.OK and now.mark.clear:
        return _clean(phase)
    state = State.PENDING if now.pending else State.RECOVERING
    return replace(phase, status=Status.WATCH, state=state, released=True, clean=0)


def _clean(phase: Phase) -> Phase:
    if phase.clean + 1 < CLEAN_WINDOWS:
        return replace(phase, status=Status.WATCH, state=State.RECOVERING, released=True, clean=phase.clean + 1)
    return Phase(Status.OK, State.RESOLVED)
