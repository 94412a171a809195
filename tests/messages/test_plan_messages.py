"""Refused queries as a person sees them: plan/NAME.yml asks, over plan/definitions/, and NAME.txt is what comes back.

A case lists `queries` as the Python API takes them; `definitions` names their file, shop.yml without it. Faults of the
definitions themselves stand first. `METRICOPS_UPDATE=1` writes the texts anew.
"""

import os
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from metricops.definitions import read
from metricops.diagnostics import Diagnostic, pictures
from metricops.diagnostics.codes import CODES
from metricops.errors import QueryError
from metricops.manifest import Manifest
from metricops.plan import ask, plan
from metricops.resolve import resolve

HERE = Path(__file__).parent / "plan"
DEFINITIONS = HERE / "definitions"
CASES = sorted(HERE.glob("*.yml"))


@cache
def resolved(file: str) -> tuple[Manifest, tuple[Diagnostic, ...], Mapping[str, str]]:
    definitions = read([DEFINITIONS / file], DEFINITIONS)
    found = resolve(definitions)
    return found.manifest, (*definitions.diagnostics, *found.diagnostics), definitions.texts


def refused(manifest: Manifest, query: Mapping[str, Any]) -> tuple[Diagnostic, ...]:
    asked = {**query, "group_by": (*query.get("by", ()), *query.get("group_by", ()))}
    asked.pop("by", None)
    with pytest.raises(QueryError) as refusal:
        plan(manifest, [ask(**asked)])
    return refusal.value.diagnostics


def found(case: Path) -> Iterator[tuple[str, tuple[Diagnostic, ...], Mapping[str, str]]]:
    """What was asked, what is wrong with it, and the files that this points into."""
    written = yaml.safe_load(case.read_text(encoding="utf-8"))
    manifest, faults, texts = resolved(written.get("definitions", "shop.yml"))
    if faults:
        yield "", faults, texts
    for query in written["queries"]:
        yield f"? {shown(query)}\n", refused(manifest, query), texts


def shown(query: Mapping[str, Any]) -> str:
    """A query on one line."""
    parts = ((name, value if isinstance(value, list) else [value]) for name, value in query.items())
    text = "; ".join(f"{name}: {', '.join(str(one) for one in value)}" for name, value in parts)
    return " ".join(text.split()) or "nothing"


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_messages_read_as_written(case: Path) -> None:
    seen = "\n".join(f"{asked}{pictures(faults, texts)}\n" for asked, faults, texts in found(case))
    expected = case.with_suffix(".txt")
    if os.environ.get("METRICOPS_UPDATE"):
        expected.write_text(seen, encoding="utf-8")
    assert seen == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_every_fault_of_a_typed_text_is_underlined_in_it(case: Path) -> None:
    for _, faults, _ in found(case):
        for fault in faults:
            span = fault.span
            if span is not None and span.file == "<query>" and span.text.strip():
                assert span.text[span.start : span.end].strip(), fault


def test_every_code_of_the_family_has_a_case() -> None:
    seen = {fault.code for case in CASES for _, faults, _ in found(case) for fault in faults}
    assert {code for code in CODES if code.startswith("P")} <= seen | ELSEWHERE


def test_every_text_belongs_to_a_case() -> None:
    assert {path.stem for path in HERE.glob("*.txt")} == {case.stem for case in CASES}


ELSEWHERE = {"P036", "P037", "P038", "P039", "P040", "P041"}
"""Codes of other questions than queries: the name of a check, that of a dialect, what it lacks (tests/unit), what a
replay is of (test_backtest_messages.py), what a person may not ask (transcripts/refusals.txt)."""
