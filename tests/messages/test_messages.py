"""Every diagnostic as a person sees it: NAME.yml beside NAME.txt, in the folder of the stage that finds it.

A case is a file `NAME.yml`, or a folder `NAME` of several. `METRICOPS_UPDATE=1` writes the texts anew.
"""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from metricops.definitions import Definitions, read
from metricops.diagnostics import Diagnostic, pictures
from metricops.diagnostics.codes import CODES
from metricops.manifest import Relation
from metricops.rehearse.linking import link
from metricops.resolve import check_columns, lint, resolve

HERE = Path(__file__).parent


def load(definitions: Definitions) -> tuple[Diagnostic, ...]:
    """What stages 1 and 2 found."""
    return definitions.diagnostics


def linked(definitions: Definitions) -> tuple[Diagnostic, ...]:
    """What stage 3 found."""
    return resolve(definitions).diagnostics


def linted(definitions: Definitions) -> tuple[Diagnostic, ...]:
    """What stage 4 found."""
    return lint(resolve(definitions).manifest, date(2026, 11, 15))


def compared(definitions: Definitions) -> tuple[Diagnostic, ...]:
    """What a look at the warehouse's tables found."""
    return check_columns(resolve(definitions).manifest, TABLES)


def rehearsed(definitions: Definitions) -> tuple[Diagnostic, ...]:
    """What linking the scenarios found."""
    return link(definitions.scenarios, resolve(definitions).manifest)[1]


TABLES = {
    Relation("fct_orders"): ("ORDER_ID", "customer_id", "ordered_at", "amount", "discount"),
    Relation("time_spine_day"): ("ds", "fiscal_month"),
    Relation("fct_visits"): None,
    Relation("time_spine_hour"): None,
}
STAGES: dict[str, Callable[[Definitions], tuple[Diagnostic, ...]]] = {
    "load": load,
    "resolve": linked,
    "lint": linted,
    "columns": compared,
    "scenarios": rehearsed,
}
CASES = sorted(path for stage in STAGES for path in (HERE / stage).glob("*") if path.suffix != ".txt")


def found(case: Path) -> tuple[Diagnostic, ...]:
    return STAGES[case.parent.name](read([case], case.parent))


def expected(case: Path) -> Path:
    return case.parent / f"{case.stem}.txt"


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_messages_read_as_written(case: Path) -> None:
    definitions = read([case], case.parent)
    seen = pictures(STAGES[case.parent.name](definitions), definitions.texts) + "\n"
    if os.environ.get("METRICOPS_UPDATE"):
        expected(case).write_text(seen, encoding="utf-8")
    assert seen == expected(case).read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_code_is_explained(case: Path) -> None:
    codes = {diagnostic.code for diagnostic in found(case)}
    assert codes
    assert codes <= CODES.keys()


@pytest.mark.parametrize("stage", STAGES)
def test_every_text_belongs_to_a_case(stage: str) -> None:
    texts = {path.stem for path in (HERE / stage).glob("*.txt")}
    assert texts == {case.stem for case in CASES if case.parent.name == stage}


@pytest.mark.parametrize("family", ["L", "R", "W", "T", "Q00", "Q010", "Q02"])
def test_every_code_of_a_family_has_a_case(family: str) -> None:
    seen = {diagnostic.code for case in CASES for diagnostic in found(case)}
    assert {code for code in CODES if code.startswith(family)} <= seen | UNREACHABLE


UNREACHABLE = {"L001", "L040", "L041", "W054", "W055"}
"""Codes that no file of definitions can show: a file that cannot be opened (tests/unit/definitions), and what is said
of suites (test_suite_messages.py), or of a rule's history (tests/evaluation/test_habits.py)."""
