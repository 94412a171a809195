"""Waivers at work: how many records each lets pass, and which of them do nothing."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from metricops.evaluate.values import CheckResult, Status, WaiverUse
from metricops.manifest import Waiver


def waiver_uses(waivers: Iterable[Waiver], results: Iterable[CheckResult], as_of: date) -> tuple[WaiverUse, ...]:
    """What became of every waiver for a check of the run, in the order written."""
    by_check = {result.check: result for result in results}
    return tuple(_used(waivers, by_check, as_of))


def _used(waivers: Iterable[Waiver], results: Mapping[str, CheckResult], as_of: date) -> Iterator[WaiverUse]:
    for waiver in waivers:
        result = results.get(waiver.check)
        if result is None:
            continue
        fit = result.declared.waivers if result.declared else ()
        records = dict(zip(fit, result.by_waiver, strict=False)).get(waiver)
        unfit = waiver.in_force(as_of) and waiver not in fit and result.status is not Status.NOT_JUDGED
        yield WaiverUse(waiver, 0 if unfit else records, as_of, unfit)
