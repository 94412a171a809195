"""Faults of checks as a person sees them, from the YAML and from a look at the tables: check/NAME.yml and NAME.txt.

`METRICOPS_UPDATE=1` writes the texts anew.
"""

import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from metricops.checks import compile_checks, usable
from metricops.definitions import read
from metricops.diagnostics import Diagnostic, pictures
from metricops.diagnostics.codes import CODES
from metricops.manifest import Relation
from metricops.resolve import resolve

HERE = Path(__file__).parent / "check"
CASES = sorted(HERE.glob("*.yml"))
TABLES = {
    Relation("orders"): ("order_id", "customer_id", "status", "amount", "ordered_at", "week_start"),
    Relation("customers"): ("id", "name"),
}


def found(case: Path) -> tuple[tuple[Diagnostic, ...], dict[str, str]]:
    """What is wrong with the checks of a file, for an engine without TRY_CAST."""
    definitions = read([case], case.parent)
    resolved = resolve(definitions)
    waivers = resolved.manifest.waivers
    waived = (replace(c, waivers=tuple(w for w in waivers if w.check == c.name)) for c in resolved.manifest.checks)
    vetted = [usable(check, TABLES) for check in waived]
    compiled = compile_checks((check for check, _ in vetted), date(2026, 11, 15), "postgres", TABLES)
    later = tuple(diagnostic for left in compiled.left_out for diagnostic in left.diagnostics)
    unfit = tuple(diagnostic for _, faults in vetted for diagnostic in faults)
    return (*definitions.diagnostics, *resolved.diagnostics, *unfit, *later), dict(definitions.texts)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_messages_read_as_written(case: Path) -> None:
    seen = pictures(*found(case)) + "\n"
    expected = case.with_suffix(".txt")
    if os.environ.get("METRICOPS_UPDATE"):
        expected.write_text(seen, encoding="utf-8")
    assert seen == expected.read_text(encoding="utf-8")


def test_every_code_of_checks_has_a_case() -> None:
    seen = {diagnostic.code for case in CASES for diagnostic in found(case)[0]}
    assert {code for code in CODES if code.startswith("Q1")} <= seen
