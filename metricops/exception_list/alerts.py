"""Alerts: what is out of line, since when, and what no longer is; the same run gives the same alerts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from metricops.evaluate.fingerprints import check_fingerprint
from metricops.evaluate.values import CheckResult, Evaluation, Finding, Status
from metricops.ledger import Told, open_since

MUST_HOLD = 1  # the tier of checks that alert; what could not be judged alerts in this tier too


class Problem(StrEnum):
    """What an alert is about: a limit that is broken, or something that could not be looked at."""

    BREACH = "breach"
    NOT_JUDGED = "not_judged"


KEEPS: Mapping[Problem, frozenset[str]] = {
    Problem.BREACH: frozenset({Status.WATCH, Status.NOT_JUDGED}),  # neither is a return to normal
    Problem.NOT_JUDGED: frozenset(),
}
FINE: Mapping[Problem, frozenset[Status]] = {
    Problem.BREACH: frozenset({Status.OK}),
    Problem.NOT_JUDGED: frozenset({Status.OK, Status.WATCH, Status.BREACH}),
}


@dataclass(frozen=True, slots=True)
class Alert:
    """A problem of one finding or check, open since a day; `resolved` says that this run found it gone."""

    problem: Problem
    subject: Finding | CheckResult
    fingerprint: str
    since: date
    as_of: date
    resolved: bool = False
    owner: str = ""

    @property
    def change(self) -> str:
        """What makes it the same news however often it is found: the problem, since when, and whether it is over."""
        return f"{self.fingerprint} {self.problem} {self.since} {'resolved' if self.resolved else 'open'}"


def alerts(evaluation: Evaluation, told: Iterable[Told]) -> tuple[Alert, ...]:
    """The alerts of a run in the order of its findings and checks; `told` is what the ledger knows of them.

    A breach stays open while its finding is watched or cannot be judged: only a good look resolves it. Silenced
    findings alert nobody.
    """
    earlier = [event for event in told if event.as_of < evaluation.as_of]
    return tuple(alert for problem in Problem for alert in _of(problem, evaluation, earlier))


def still_open(told: Iterable[Told]) -> frozenset[str]:
    """The fingerprints of whatever has a problem that is not over."""
    events = list(told)
    return frozenset(name for problem in Problem for name in open_since(events, problem, KEEPS[problem]))


def _of(problem: Problem, evaluation: Evaluation, earlier: list[Told]) -> Iterator[Alert]:
    since = open_since(earlier, problem, KEEPS[problem])
    for subject in subjects_of(evaluation):
        name, status = fingerprint_of(subject), subject.status
        if not _alerts(problem, subject):
            continue
        if status.value == problem.value or (name in since and status in KEEPS[problem]):
            yield Alert(
                problem, subject, name, since.get(name, evaluation.as_of), evaluation.as_of, owner=subject.owner
            )
        elif name in since and status in FINE[problem]:
            yield Alert(problem, subject, name, since[name], evaluation.as_of, True, subject.owner)


def _alerts(problem: Problem, subject: Finding | CheckResult) -> bool:
    if isinstance(subject, CheckResult):
        return subject.tier == MUST_HOLD
    return not subject.silence and (problem is Problem.BREACH or subject.tier == MUST_HOLD)


def subjects_of(evaluation: Evaluation) -> tuple[Finding | CheckResult, ...]:
    """Everything of a run that can have a problem."""
    return (*evaluation.findings, *evaluation.checks)


def fingerprint_of(subject: Finding | CheckResult) -> str:
    """What makes it the same one in every run."""
    return check_fingerprint(subject.check) if isinstance(subject, CheckResult) else subject.fingerprint
