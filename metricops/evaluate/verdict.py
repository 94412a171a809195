"""The verdict on a run: findings worst first, their counts, and the exit code."""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from itertools import groupby

from metricops.evaluate.exact import approximate, exact
from metricops.evaluate.values import CheckResult, Evaluation, Finding, SilenceUse, State, Status

FINE, FAILED, BREACHED = 0, 1, 2
RANK = {status: rank for rank, status in enumerate(Status)}


def evaluation(
    as_of: date,
    run: str,
    findings: Iterable[Finding],
    checks: Iterable[CheckResult],
    silences: tuple[SilenceUse, ...] = (),
) -> Evaluation:
    """The run as one value."""
    ordered, results = worst_first(findings), tuple(checks)
    return Evaluation(as_of, run, ordered, results, summary(ordered), exit_code(ordered, results), silences)


def worst_first(findings: Iterable[Finding], rank: dict[Status, int] = RANK) -> tuple[Finding, ...]:
    """By status, then by what is at stake, then by how far beyond the limit; names settle the rest."""
    return tuple(sorted(findings, key=lambda f: (rank[f.status], *_weight(f), *_identity(f))))


def summary(findings: Iterable[Finding]) -> dict[Status, int]:
    """How many findings there are of each status."""
    statuses = [f.status for f in findings]
    return {status: statuses.count(status) for status in Status}


def exit_code(findings: Sequence[Finding], checks: Sequence[CheckResult] = ()) -> int:
    """1 when something that had to be judged could not be, else 2 for a breach or a tier 1 violation, else 0.

    Findings that are silenced need nobody, and change nothing.
    """
    if any(map(_kept_from_judging, findings)) or _blind(findings):
        return FAILED
    if any(c.tier == 1 and c.status is Status.NOT_JUDGED for c in checks):
        return FAILED
    breached = any(f.status is Status.BREACH and not f.silence for f in findings)
    violated = any(c.tier == 1 and c.status is Status.BREACH for c in checks)
    return BREACHED if breached or violated else FINE


def _kept_from_judging(finding: Finding) -> bool:
    if finding.unlisted or finding.silence:
        return False
    kept = finding.status is Status.NOT_JUDGED or (finding.rostered and _without_data(finding))
    return finding.failed or (kept and finding.tier == 1)


def _blind(findings: Sequence[Finding]) -> bool:
    """Whether a tier 1 threshold has not one instance with data."""
    of_tier_1 = sorted((f for f in findings if f.tier == 1), key=lambda f: (f.metric, f.threshold))
    loud = (f for f in of_tier_1 if not f.silence and f.state is not State.RESTATED)
    groups = groupby(loud, key=lambda f: (f.metric, f.threshold))
    return any(all(_without_data(f) or f.unlisted for f in group) for _, group in groups)


def _without_data(finding: Finding) -> bool:
    return finding.status is Status.NO_DATA and not finding.ignored


def _weight(finding: Finding) -> tuple[bool, float, float]:
    at_stake = exact(finding.at_stake)
    return at_stake is None, -approximate(at_stake or Fraction(0)), -finding.excess


def _identity(finding: Finding) -> tuple[str, str, str]:
    return finding.metric, finding.threshold, str([value for _, value in finding.segment])
