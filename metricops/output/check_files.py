"""The files of checks: all outcomes, one file of records a check, what was resolved, and a coaching list per owner."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from metricops.evaluate.values import CheckResult
from metricops.exception_list import Coaching, Record, RecordList, by_owner
from metricops.output.csv import checks_csv, lines_csv
from metricops.output.json_text import json_line, simple
from metricops.output.markdown import markdown
from metricops.output.table import Column, Table

FOLLOWED = tuple(
    f"record_{name}" for name in ("state", "first_seen", "age_days", "owner", "waived_until", "waived_because")
)
RESOLVED = ("check", "record", "first_seen", "last_seen", "resolved_by")
COACHED = 2  # the tier whose records are asked of people one by one


def check_files(results: Iterable[CheckResult], lists: Sequence[RecordList]) -> dict[str, str]:
    """Texts by path. A check that could not be listed has no file; one that nothing breaks has only a header."""
    listed = [each for each in lists if not each.failed]
    files = {"checks.csv": checks_csv(results), "checks/resolved.csv": _resolved(listed)}
    for name, each in _named((each.result.check for each in listed), listed):
        files[f"checks/{name}.csv"] = records_csv(each)
    coached = by_owner(each for each in listed if each.result.tier == COACHED)
    for name, one in _named((one.owner for one in coached), coached):
        files[f"owners/{name}.md"] = coaching_markdown(one)
    return files


def records_csv(found: RecordList) -> str:
    """All records that break a check: their columns, then what is known of each; waived ones are marked."""
    rows = ((*record.values, *_followed(found, record)) for record in found.records)
    return lines_csv((*found.columns, *FOLLOWED), rows)


def coaching_markdown(one: Coaching) -> str:
    """What one owner has to mend, with how to mend it, oldest first."""
    n = one.count
    parts = [f"# {one.owner}: {n:,} record{'' if n == 1 else 's'} to mend\n"]
    for found, records in one.lists:
        result = found.result
        parts.append(f"## {result.check} (tier {result.tier}): {len(records):,} of {result.violations:,}\n")
        if result.fix:
            parts.append(f"{result.fix}\n")
        parts.append(markdown(coaching_table(found, records)))
    return "\n".join(parts)


def coaching_table(found: RecordList, records: Iterable[Record]) -> Table:
    """Records by their keys with their age, and the columns that the check reads."""
    keys = len(found.keys)
    columns = (Column("record"), Column("age", right=True), *map(Column, found.columns[keys:]))
    rows = ((key_text(record), _age(found, record), *map(_text, record.values[keys:])) for record in records)
    return Table(columns, tuple(rows))


def key_text(record: Record) -> str:
    """A record's key as a person reads it."""
    return ", ".join("(none)" if value is None else value for value in record.key)


def file_name(text: str) -> str:
    """A text as the name of a file on any system."""
    return re.sub(r"[^\w.-]+", "_", text).strip("._") or "_"


def _followed(found: RecordList, record: Record) -> tuple[Any, ...]:
    waiver = record.waiver
    state = "waived" if waiver else "new" if record.new else "open"
    told = (waiver.until, waiver.reason) if waiver else (None, None)
    return state, record.first_seen, found.age(record), record.owner, *told


def _resolved(lists: Iterable[RecordList]) -> str:
    rows = (
        (each.result.check, dict(zip(each.keys, one.key, strict=True)), one.first_seen, one.last_seen, each.as_of)
        for each in lists
        for one in each.resolved
    )
    return lines_csv(RESOLVED, rows)


def _named(names: Iterable[str], values: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    """File names that differ also where upper and lower case are one."""
    taken: dict[str, int] = {"resolved": 1}
    for name, value in zip(map(file_name, names), values, strict=True):
        taken[name.lower()] = taken.get(name.lower(), 0) + 1
        n = taken[name.lower()]
        yield (name if n == 1 else f"{name}_{n}"), value


def _age(found: RecordList, record: Record) -> str:
    return "new" if record.new else f"{found.age(record)} d"


def _text(value: Any) -> str:
    plain = simple(value)
    return "" if plain is None else plain if isinstance(plain, str) else json_line(plain)
