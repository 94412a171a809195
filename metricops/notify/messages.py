"""Messages: what an owner is told of a run, one line for every change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from metricops.evaluate.values import CheckResult
from metricops.exception_list import Alert, Problem

OTHERS = "others"  # the key of the channel for owners without one of their own
NOBODY = "(no owner)"
WORDS = {
    (Problem.BREACH, False): "Out of line",
    (Problem.BREACH, True): "Back in line",
    (Problem.NOT_JUDGED, False): "Could not be judged",
    (Problem.NOT_JUDGED, True): "Judged again",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One piece of news: `change` makes it the same one in every run."""

    change: str
    text: str


@dataclass(frozen=True, slots=True)
class Message:
    """What one owner is told through one channel; the channel is the name of the variable that holds its address."""

    owner: str
    channel: str
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        """`metricops: 2 changes for Head of Sales`."""
        n = len(self.lines)
        return f"metricops: {n} change{'' if n == 1 else 's'} for {self.owner}"

    @property
    def body(self) -> str:
        """All lines."""
        return "\n\n".join(line.text for line in self.lines)


def messages(alerts: Iterable[Alert], channels: Mapping[str, str]) -> tuple[Message, ...]:
    """A message for every owner of an alert, in the order of the alerts; no channel for an owner is an empty one."""
    owned: dict[str, list[Line]] = {}
    for alert in alerts:
        owned.setdefault(alert.owner or NOBODY, []).append(Line(alert.change, text_of(alert)))
    return tuple(
        Message(owner, channels.get(owner, channels.get(OTHERS, "")), tuple(lines)) for owner, lines in owned.items()
    )


def text_of(alert: Alert) -> str:
    """What happened, since when, what to do, and where it is defined."""
    since = f"since {alert.since}" if alert.since != alert.as_of else "new"
    head = f"{WORDS[alert.problem, alert.resolved]} ({since}): {_what(alert)}"
    if alert.resolved:
        return head
    return "\n".join([head, *(f"→ {action}" for action in _actions(alert)), alert.subject.span.place])


def _what(alert: Alert) -> str:
    subject = alert.subject
    if not isinstance(subject, CheckResult):
        return subject.sentence or f"{subject.metric} {subject.threshold}"
    counts = f"{subject.violations:,} of {subject.eligible:,} records violate it"
    return f"check {subject.check}: {subject.reason or ('it holds' if alert.resolved else counts)}"


def _actions(alert: Alert) -> list[str]:
    subject = alert.subject
    if isinstance(subject, CheckResult):
        return [subject.fix] if subject.fix else []
    due = f" (due {subject.due})" if subject.due else ""
    return [f"{action}{due}" for action in subject.action]
