"""Stage 13: what someone must look at, in the order in which to look."""

from dataclasses import dataclass
from datetime import date

from metricops.evaluate.values import CheckResult, Evaluation, Finding, Status
from metricops.evaluate.verdict import worst_first

IN_ORDER = (Status.BREACH, Status.WATCH, Status.NOT_JUDGED, Status.NO_DATA, Status.UNDEFINED, Status.TOO_FEW, Status.OK)
RANK = {status: rank for rank, status in enumerate(IN_ORDER)}
ENTERED = IN_ORDER[:3]
MUST_HOLD = 1  # the tier of checks that stand on the list; lower tiers are coached and counted elsewhere


@dataclass(frozen=True, slots=True)
class ExceptionEntry:
    """A finding that someone must look at; rank 1 comes first."""

    rank: int
    finding: Finding


@dataclass(frozen=True, slots=True)
class ExceptionList:
    """Breaches by what is at stake and by how far beyond the limit, then watches, then what was not judged.

    `grey` could not be told either way; `checks` are of tier 1 and broke, could not run or
    hold but for waived records; `ok` counts the rest. `silenced` are known and need nobody until a day, `wins` are
    breaches on the good side.
    """

    as_of: date
    entries: tuple[ExceptionEntry, ...]
    grey: tuple[Finding, ...]
    checks: tuple[CheckResult, ...]
    ok: int
    silenced: tuple[Finding, ...] = ()
    wins: tuple[Finding, ...] = ()


def triage(evaluation: Evaluation) -> ExceptionList:
    """The exception list of a run."""
    every = worst_first(evaluation.findings, RANK)
    ordered = [f for f in every if not f.silence]
    entered = [f for f in ordered if f.status in ENTERED and not f.favourable]
    ok = sum(f.status is Status.OK for f in ordered)
    return ExceptionList(
        evaluation.as_of,
        tuple(ExceptionEntry(rank, f) for rank, f in enumerate(entered, start=1)),
        tuple(f for f in ordered if f.status not in ENTERED and f.status is not Status.OK),
        tuple(c for c in evaluation.checks if c.tier == MUST_HOLD and (c.status is not Status.OK or c.waived)),
        ok,
        tuple(f for f in every if f.silence),
        tuple(f for f in ordered if f.favourable),
    )
