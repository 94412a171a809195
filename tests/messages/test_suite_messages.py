"""Faults of Great Expectations suites as a person sees them: suite/NAME.json and NAME.txt.

`METRICOPS_UPDATE=1` writes the texts anew.
"""

import os
from pathlib import Path

import pytest

from metricops.definitions import read_suite
from metricops.diagnostics import Diagnostic, pictures
from metricops.manifest import Manifest
from metricops.resolve.suites import resolve_suite

HERE = Path(__file__).parent / "suite"
CASES = sorted(HERE.glob("*.json"))


def found(case: Path) -> tuple[tuple[Diagnostic, ...], dict[str, str]]:
    text = case.read_text(encoding="utf-8")
    definitions = read_suite(case.name, text, None if case.stem.startswith("no_table") else "orders")
    return resolve_suite(definitions, Manifest(), "main").diagnostics, dict(definitions.texts)


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_messages_read_as_written(case: Path) -> None:
    seen = pictures(*found(case)) + "\n"
    expected = case.with_suffix(".txt")
    if os.environ.get("METRICOPS_UPDATE"):
        expected.write_text(seen, encoding="utf-8")
    assert seen == expected.read_text(encoding="utf-8")


def test_every_text_belongs_to_a_case() -> None:
    assert {path.stem for path in HERE.glob("*.txt")} == {case.stem for case in CASES}


def test_what_is_said_of_suites_only_is_seen() -> None:
    assert {"L040", "L041"} <= {diagnostic.code for case in CASES for diagnostic in found(case)[0]}
