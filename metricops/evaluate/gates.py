"""Gates: a finding that reads stale or broken data is not judged, or is trusted less."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from metricops.evaluate.amounts import change, share
from metricops.evaluate.confidence import lowered
from metricops.evaluate.exact import exact
from metricops.evaluate.sentences import label_of, not_judged, subject
from metricops.evaluate.values import Finding, Number, State, Status
from metricops.manifest import ConfidenceLevel


@dataclass(frozen=True, slots=True)
class Health:
    """What lineage and checks say of the data behind a judgement.

    `violation_share` is the share of the rows it reads that break a tier 1 check named in `violated`;
    `unusable` holds other reasons, such as a dimension table with duplicate keys.
    """

    confidence: ConfidenceLevel | None = None
    stale: tuple[str, ...] = ()
    violation_share: Number = 0
    violated: tuple[str, ...] = ()
    tolerance: Decimal = Decimal("0.05")
    unusable: tuple[str, ...] = ()
    failed: str = ""
    label: str = ""


Judgement = tuple[str, str]  # the names of a metric and of one of its thresholds


def apply_gates(findings: Sequence[Finding], health: Mapping[Judgement, Health]) -> tuple[Finding, ...]:
    """The findings with their confidence, and `not_judged` where the data behind them cannot carry them."""
    healths = (health.get((f.metric, f.threshold)) for f in findings)
    return tuple(_gated(f, behind) if behind else f for f, behind in zip(findings, healths, strict=True))


def closed_by(health: Health) -> str:
    """Why nothing that reads this data can be judged; empty when it can."""
    if health.failed:
        return f"the query failed: {health.failed}"
    if health.stale:
        return f"{' and '.join(health.stale)} {'is' if len(health.stale) == 1 else 'are'} stale"
    if health.unusable:
        return "; ".join(health.unusable)
    broken, tolerance = exact(health.violation_share), Fraction(health.tolerance)
    if health.violated and broken is not None and broken > tolerance:
        rules = ", ".join(f'"{name}"' for name in health.violated)
        size = change(broken, tolerance)
        return f"{size} of the rows it reads break {rules}, more than the tolerance of {share(tolerance)}"
    return ""


def _gated(finding: Finding, health: Health) -> Finding:
    level = health.confidence
    if level and health.violated:
        level = lowered(level)
    reason = closed_by(health)
    if not reason or finding.failed:
        return replace(finding, confidence=level)
    if health.unusable:  # numbers that may count rows twice are not shown
        finding = replace(finding, value=None, n=0, numerator=None, denominator=None, baseline=None, at_stake=None)
    return replace(
        finding,
        status=Status.NOT_JUDGED,
        state=State.NONE,
        sentence=not_judged(subject(label_of(finding.metric, health.label), finding.segment), reason),
        due=None,
        confidence=level,
        reason=reason,
        failed=bool(health.failed),
    )
