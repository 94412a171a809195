"""What a run sees beside what earlier runs saw of the same closed windows, as the ledger remembers it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from metricops.errors import LedgerError
from metricops.evaluate.finality import final_after
from metricops.evaluate.findings import Given, instances
from metricops.evaluate.gates import Judgement
from metricops.evaluate.questions import planned, thresholds
from metricops.evaluate.restating import Comparison, Remembered, finding, remembered, restated, restatement
from metricops.evaluate.rosters import Rosters
from metricops.evaluate.values import Answer, Finding, Origin, Restatement, Status
from metricops.ledger import Ledger
from metricops.manifest import Manifest, Metric


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run saw: its answers, the findings made of them and what each threshold's numbers came from."""

    manifest: Manifest
    answers: tuple[Answer, ...]
    rosters: Rosters
    as_of: date
    history: int
    run: str
    findings: tuple[Finding, ...]
    origins: Mapping[Judgement, Origin]


@dataclass(frozen=True, slots=True)
class Compared:
    """Every closed window with another value than before, and findings for those that make or end a breach."""

    restatements: tuple[Restatement, ...] = ()
    findings: tuple[Finding, ...] = ()


def compare_with(ledger: Ledger | None, seen: Seen) -> Compared:
    """The restatements of a run; none where the ledger cannot be read, which recording the run says.

    The run's own events are left out, and so are those of later as-of dates: the same run says the same again.
    """
    known = _known(ledger, seen) if ledger else {}
    found = [(metric, one) for metric, one in _restated(seen, known)] if known else []
    findings = (finding(one, final_after(metric, seen.manifest)) for metric, one in found)
    return Compared(tuple(restatement(one) for _, one in found), tuple(f for f in findings if f is not None))


def _known(ledger: Ledger, seen: Seen) -> Remembered:
    judged = list(thresholds(seen.manifest))
    plans = (planned(metric, threshold, seen.manifest, seen.as_of, seen.history) for metric, threshold in judged)
    oldest = min((step.red[0].start for plan in plans for step in plan.steps), default=seen.as_of)
    try:
        return remembered(ledger.last_observed((m.name for m, _ in judged), seen.run, oldest, seen.as_of))
    except LedgerError:
        return {}


def _restated(seen: Seen, known: Remembered) -> Iterator[tuple[Metric, Comparison]]:
    given = Given.of(seen.manifest, seen.answers, seen.as_of, rosters=seen.rosters)
    failed = {(f.metric, f.threshold) for f in seen.findings if f.failed}
    blind = {(f.metric, f.threshold, f.segment) for f in seen.findings if f.status is Status.NOT_JUDGED}
    for metric, threshold in thresholds(seen.manifest):
        origin = seen.origins.get((metric.name, threshold.name))
        if origin is None or (metric.name, threshold.name) in failed:
            continue
        plan = planned(metric, threshold, seen.manifest, seen.as_of, seen.history)
        for instance in instances(given, metric, threshold, plan):
            if (metric.name, threshold.name, instance.segment) not in blind:
                yield from ((metric, one) for one in restated(instance, plan, known, origin))
