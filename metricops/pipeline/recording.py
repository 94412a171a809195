"""What a run leaves behind: that it was made, what it observed, and what it told to whom."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from metricops.evaluate.values import Evaluation, Status
from metricops.exception_list import RecordList
from metricops.exception_list.records import definition
from metricops.ledger import Event, Ledger, Listed, Observed, Run, Told

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
        if finding.status in TOLD and not finding.silence:
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


def record_lists(ledger: Ledger, lists: Sequence[RecordList], at: datetime) -> None:
    """Append every list that the ledger does not know as it is from the same day; raises LedgerError.

    A list that could not be made is not remembered: nothing is resolved by it.
    """
    made = [each for each in lists if not each.failed]
    known = ledger.listed(each.result.check for each in made)
    last = {(event.check, event.as_of): event for event in known}
    told = (_listed(each, at) for each in made)
    ledger.append(event for event in told if _unlike(last.get((event.check, event.as_of)), event))


def _listed(found: RecordList, at: datetime) -> Listed:
    return Listed(
        run="",
        at=at,
        as_of=found.as_of,
        check=found.result.check,
        columns=found.keys,
        records=tuple(record.key for record in found.records),
        definition=definition(found.result.declared),
    )


def _unlike(known: Listed | None, event: Listed) -> bool:
    return known is None or replace(known, at=event.at) != event
