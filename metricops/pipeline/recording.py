"""What a run leaves behind: that it was made, what it observed, and what it told to whom."""

from collections.abc import Iterator
from datetime import datetime

from metricops.evaluate.values import Evaluation, Status
from metricops.ledger import Event, Ledger, Observed, Run, Told

TOLD = (Status.BREACH, Status.WATCH, Status.NOT_JUDGED)


def record(ledger: Ledger, evaluation: Evaluation, at: datetime) -> bool:
    """Append a run's events; a run that was recorded before adds nothing. Raises LedgerError.

    Returns whether the run was new.
    """
    return ledger.append_run(evaluation.run, events(evaluation, at))


def events(evaluation: Evaluation, at: datetime) -> Iterator[Event]:
    """The run first, then what it observed and told, in the order of its findings."""
    run, as_of = evaluation.run, evaluation.as_of
    yield Run(run=run, at=at, as_of=as_of, command="evaluate", exit=evaluation.exit)
    for finding in evaluation.findings:
        yield Observed(
            run=run,
            at=at,
            as_of=as_of,
            metric=finding.metric,
            segment=finding.segment,
            period=finding.period,
            value=finding.value,
            n=finding.n,
            numerator=finding.numerator,
            denominator=finding.denominator,
        )
        if finding.status in TOLD:
            yield Told(
                run=run,
                at=at,
                as_of=as_of,
                fingerprint=finding.fingerprint,
                subject=finding.sentence,
                status=finding.status.value,
                state=finding.state.value,
                period=finding.period,
                value=finding.value,
                owner=finding.owner,
            )
