"""Streaks: a breach may have to last for some windows before it counts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import takewhile

from metricops.evaluate.marks import Colour, Light, Mark, Rules
from metricops.evaluate.values import Status
from metricops.evaluate.windows import Step
from metricops.manifest import Streak, Threshold
from metricops.periods import Period

Look = Callable[[Period], Light]
ONE = Streak(1, 1)
WARM = (Colour.RED, Colour.YELLOW)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a threshold says as of one step of history: `run` windows of the streak are red."""

    mark: Mark
    status: Status
    run: int = 0


def standing(rules: Rules, step: Step) -> Standing:
    """The mark of a step's window, with its status in view of the windows before it."""
    threshold, mark = rules.instance.threshold, rules.mark(step.red[0])
    run = _run(map(rules.light, step.red), threshold.red.streak, (Colour.RED,)) if mark.colour is Colour.RED else 0
    return Standing(mark, status(threshold, step, rules.light).status, run)


def status(threshold: Threshold, step: Step, look: Look) -> Light:
    """The light of a step's window, with its status in view of the windows before it."""
    light = look(step.red[0])
    if light.colour is Colour.RED:
        lasts = _lasts(step.red, threshold.red.streak, look, (Colour.RED,))
        return light if lasts else replace(light, status=Status.WATCH)
    if light.colour is Colour.YELLOW:
        lasts = _lasts(step.yellow, threshold.yellow.streak if threshold.yellow else ONE, look, WARM)
        return light if lasts else replace(light, status=Status.OK)
    return light


def _lasts(windows: Iterable[Period], streak: Streak, look: Look, counted: tuple[Colour, ...]) -> bool:
    """Whether enough windows have one of the colours; the first of them is known to."""
    return streak.n == 1 or _run(map(look, windows), streak, counted) >= streak.n


def _run(lights: Iterable[Light], streak: Streak, counted: tuple[Colour, ...]) -> int:
    """How many windows have one of the colours, newest first; where all of the streak must, up to the first that
    has not."""
    if streak.n == streak.of:
        return sum(1 for _ in takewhile(lambda light: light.colour in counted, lights))
    return sum(light.colour in counted for light in lights)
