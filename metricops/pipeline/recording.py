"""What a run leaves behind: that it was made, what it observed, and what it told to whom."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from metricops.evaluate.values import Evaluation, Finding, Origin, Status
from metricops.exception_list import RecordList, fingerprint_of, still_open, subjects_of
from metricops.exception_list.records import definition
from metricops.ledger import Event, Ledger, Listed, Observed, Run, Told

TOLD = (Status.BREACH, Status.WATCH, Status.NOT_JUDGED)
ENFORCED = 1  # the tier of checks that are told one by one


def record(ledger: Ledger, evaluation: Evaluation, at: datetime) -> bool:
    """Append a run's events; a run that was recorded before adds nothing. Raises LedgerError.

    Returns whether the run was new.
    """
    earlier = ledger.told((fingerprint_of(each) for each in subjects_of(evaluation)), evaluation.as_of)
    return ledger.append_run(evaluation.run, events(evaluation, at, still_open(earlier)))


def events(evaluation: Evaluation, at: datetime, still_open: Collection[str] = ()) -> Iterator[Event]:
    """The run first, then what it observed and told, in the order of its findings, and the checks of tier 1 it told.

    What has a problem `still_open` is told when it is fine again, too.
    """
    run, as_of = evaluation.run, evaluation.as_of
    yield Run(run=run, at=at, as_of=as_of, command="evaluate", exit=evaluation.exit)
    for finding in evaluation.findings:
        if _seen(finding):
            origin = evaluation.origins.get((finding.metric, finding.threshold), Origin())
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
                definition=origin.definition,
                sql=origin.sql,
                calendar=origin.calendar,
                watermark=origin.watermark,
            )
        if (finding.status in TOLD or finding.fingerprint in still_open) and not finding.silence:
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
    for check in evaluation.checks:
        name = fingerprint_of(check)
        if check.tier == ENFORCED and (check.status in TOLD or name in still_open):
            yield Told(
                run=run,
                at=at,
                as_of=as_of,
                fingerprint=name,
                subject=check.check,
                status=check.status.value,
                value=check.violations,
                owner=check.owner,
            )


def _seen(finding: Finding) -> bool:
    """Whether a value was looked at, be it that there was none; what was not judged may not have been.

    A finding about other findings observes nothing of its own.
    """
    return not finding.about and (finding.status is not Status.NOT_JUDGED or finding.value is not None)


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
