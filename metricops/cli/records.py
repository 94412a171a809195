"""The records that break checks, listed for files and for owners: what check and evaluate share."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from metricops.api import Project
from metricops.cli.tables import show
from metricops.cli.terminal import data, message, plural
from metricops.cli.writing import write
from metricops.errors import LedgerError
from metricops.evaluate.values import CheckResult
from metricops.exception_list import RecordList, by_owner
from metricops.ledger import Ledger
from metricops.output.check_files import check_files, coaching_markdown, coaching_table
from metricops.pipeline.recording import record_lists


def listed(project: Project, results: Sequence[CheckResult], as_of: date) -> tuple[RecordList, ...]:
    """The records of each check, remembered for the next run; says where a list is missing or differs from its
    count."""
    lists = project.records(results, as_of)
    for each in lists:
        if each.failed:
            message(f'warning: the records of "{each.result.check}" could not be listed: {each.failed}')
        elif len(each.records) != each.result.violations + each.result.waived:
            message(f'warning: check "{each.result.check}": {each.result.reason}')
    try:
        if project.settings is not None:
            record_lists(Ledger(project.settings.ledger), lists, datetime.now(UTC))
    except LedgerError as fault:
        message(f"warning: the records were not remembered: {fault}")
    return lists


def write_lists(folder: Path, results: Sequence[CheckResult], lists: Sequence[RecordList]) -> None:
    """The files of checks in a folder."""
    files = check_files(results, lists)
    for name, text in files.items():
        write(folder / name, text)
    records = sum(len(each.records) for each in lists)
    message(f"written: {folder / 'checks.csv'} and {plural(records, 'record')} in {plural(len(files) - 1, 'file')}")


def print_by_owner(lists: Sequence[RecordList], form: str) -> None:
    """A table for every owner and check, or a page of Markdown: the longest list first, the oldest record first."""
    every = by_owner(each for each in lists if not each.failed)
    if form == "markdown":
        data("\n".join(map(coaching_markdown, every)))
        return
    for one in every:
        data(f"{one.owner}: {plural(one.count, 'record')} to mend\n")
        for found, records in one.lists:
            fix = f"\n  → {found.result.fix}" if found.result.fix else ""
            data(f"\n{found.result.check} (tier {found.result.tier}): {plural(len(records), 'record')}{fix}\n")
            show(coaching_table(found, records))
        data("\n")
