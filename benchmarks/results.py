"""RESULTS.md: what was measured last, a table for each number of rows, with the machine and the command.

What is kept for it stands in results.json, so that a run of some cases refreshes only their lines.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks import machine, table
from benchmarks.case import Case, Outcome
from benchmarks.cases import CASES, FAMILIES

HERE = Path(__file__).parent
PAGE, KEPT = HERE / "RESULTS.md", HERE / "results.json"
Kept = dict[str, dict[str, Any]]
TITLE = """# Results

Written by `python -m benchmarks --rows N --write`; `make bench` prints the same without writing. The goals and what a
case means stand in [docs/speed.md](../docs/speed.md).
"""

COLUMNS = (
    "| case | against | value | goal | met | CPU s, ours / reference | peak MB |\n|---|---|---:|---:|---|---:|---:|"
)


def write(outcomes: Mapping[str, Outcome], rows: int) -> None:
    """Put what was measured in the place of what was kept of the same cases, and write the page anew."""
    all_kept = kept()
    run = all_kept.setdefault(str(rows), {})
    notes = machine.notes()
    for name, outcome in outcomes.items():
        run[name] = {**asdict(outcome), "on": f"{date.today()}", "machine": notes}
    KEPT.write_text(json.dumps(all_kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    PAGE.write_text(page(all_kept), encoding="utf-8")


def kept() -> Kept:
    """What was measured last, by number of rows and case."""
    found: Kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    return found


def page(found: Kept) -> str:
    """All that is kept as one page: the most rows first."""
    return TITLE + "".join(_of_rows(int(rows), found[rows]) for rows in sorted(found, key=int, reverse=True))


def _of_rows(rows: int, run: dict[str, Any]) -> str:
    known = {name: run[name] for name in CASES if name in run}
    text = f"\n## {rows:,} rows\n\n```\npython -m benchmarks --rows {rows} --write\n```\n\n{_machines(known)}\n"
    for title, family in FAMILIES:
        lines = [_line(case, known[case.name]) for case in family if case.name in known]
        if lines:
            text += f"\n### {title}\n\n{COLUMNS}\n" + "".join(lines)
    return text + _notes(known)


def _line(case: Case, entry: dict[str, Any]) -> str:
    outcome = outcome_of(entry)
    cells = (
        case.title,
        case.against,
        table.number(outcome.value, case.unit),
        table.goal(case),
        table.met(case, outcome),
        table.spent(outcome),
        table.number(outcome.peak),
    )
    return f"| {' | '.join(cells)} |\n"


def _machines(known: Mapping[str, dict[str, Any]]) -> str:
    """When and on what; more than one line when cases were measured at several times."""
    seen = dict.fromkeys(f"{entry['on']}: {entry['machine']}." for entry in known.values())
    return "\n".join(f"* {one}" for one in seen)


def _notes(known: Mapping[str, dict[str, Any]]) -> str:
    lines = [f"* {CASES[name].title}: {told}" for name, entry in known.items() if (told := _told(outcome_of(entry)))]
    return "\n" + "\n".join(lines) + "\n" if lines else ""


def _told(outcome: Outcome) -> str:
    return outcome.failed or outcome.skipped or outcome.note


def outcome_of(entry: Mapping[str, Any]) -> Outcome:
    """What became of a case, as it was kept."""
    return Outcome(**{field.name: entry[field.name] for field in fields(Outcome)})
