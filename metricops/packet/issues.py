"""Known data issues: everything that a reader of the numbers must hold against them."""

from collections.abc import Iterator

from metricops.evaluate.confidence import short_of
from metricops.evaluate.values import Evaluation, Status
from metricops.manifest import ConfidenceLevel, Manifest

FIRST_TIER = 1


def issues(evaluation: Evaluation, manifest: Manifest) -> tuple[str, ...]:
    """One line each, in a fixed order: checks, the blind spots, silences, restated and provisional numbers, caveats."""
    lines = (
        *_checks(evaluation),
        *_blind(evaluation),
        *_silenced(evaluation),
        *_restated(evaluation),
        *_provisional(evaluation),
        *_not_enough(evaluation, manifest),
        *_caveats(manifest),
    )
    return tuple(dict.fromkeys(lines))


def _checks(evaluation: Evaluation) -> Iterator[str]:
    for check in evaluation.checks:
        if check.tier != FIRST_TIER or check.status is Status.OK:
            continue
        if check.status is Status.BREACH:
            yield f"{check.check}: {check.violations:,} of {check.eligible:,} rows of {check.table} violate it."
        else:
            yield f"{check.check} could not run: {check.reason}."


def _blind(evaluation: Evaluation) -> Iterator[str]:
    for finding in evaluation.findings:
        if finding.status is Status.NOT_JUDGED and not finding.silence:
            yield f"{finding.metric} was not judged: {finding.reason}."


def _silenced(evaluation: Evaluation) -> Iterator[str]:
    for finding in evaluation.findings:
        silence = finding.silence
        if silence:
            text = finding.sentence or finding.reason
            yield f"Silenced until {silence.until} by {silence.owner}, {silence.reason} {text}"
    yield from (f"{use.told[0].upper()}{use.told[1:]}." for use in evaluation.silences if use.told)


def _restated(evaluation: Evaluation) -> Iterator[str]:
    """What moved without making or ending a breach; the rest are exceptions of their own."""
    quiet = [one for one in evaluation.restatements if not one.crossed]
    for metric, cause in dict.fromkeys((one.metric, one.cause) for one in quiet):
        n = len([one for one in quiet if (one.metric, one.cause) == (metric, cause)])
        yield f"{metric}: {n} closed window{'s have' if n > 1 else ' has'} another value than before ({cause})."


def _provisional(evaluation: Evaluation) -> Iterator[str]:
    for metric in dict.fromkeys(finding.metric for finding in evaluation.findings if finding.provisional):
        yield f"{metric} is provisional: its window is not final yet."


def _not_enough(evaluation: Evaluation, manifest: Manifest) -> Iterator[str]:
    """Numbers that a decision asks more of than they can give, after what the checks found."""
    for finding in evaluation.findings:
        contract = manifest.metrics[finding.metric].contract if finding.metric in manifest.metrics else None
        if lacking := short_of(finding.confidence, contract.required if contract else None):
            yield f"{finding.metric}: {lacking}."


def _caveats(manifest: Manifest) -> Iterator[str]:
    for metric in manifest.operating:
        contract = metric.contract
        if contract is None:
            continue
        if contract.confidence and contract.confidence.level is ConfidenceLevel.LOW:
            yield f"{metric.name} has low confidence. {contract.confidence.note}".rstrip()
        yield from (f"{metric.name}: {caveat.text}" for caveat in contract.caveats)
