"""Waivers as people read them: what is let pass, why, who says so, for how long, and how many records that are."""

from collections.abc import Iterable

from metricops.evaluate.values import WaiverUse
from metricops.output.csv import lines_csv
from metricops.output.records import waiver_record
from metricops.output.table import Column, Table


def waivers_table(uses: Iterable[WaiverUse]) -> Table:
    """The waivers in the order given; one that lets nothing pass says why."""
    columns = (
        Column("until"),
        Column("days left", right=True),
        Column("records", right=True),
        Column("owner", wraps=True),
        Column("check and reason", wraps=True),
    )
    return Table(columns, tuple(map(_row, uses)))


def waivers_csv(uses: Iterable[WaiverUse]) -> str:
    """A line for each waiver."""
    records = [waiver_record(use) for use in uses]
    names = ("check", "reason", "owner", "until", "days_left", "records", "span")
    return lines_csv(names, (tuple(record[name] for name in names) for record in records))


def _row(use: WaiverUse) -> tuple[str, ...]:
    waiver = use.waiver
    days = "ended" if use.days_left < 0 else str(use.days_left)
    records = "" if use.records is None else f"{use.records:,}"
    note = "does not fit the table of its check" if use.unfit else ""
    what = [waiver.check, waiver.reason, note, waiver.span.place]
    return (waiver.until.isoformat(), days, records, waiver.owner, "\n".join(line for line in what if line))
