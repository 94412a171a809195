"""Scenarios as they were played: a table of what was not as expected, JSON, and JUnit."""

from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree as xml

from metricops.evaluate.colours import status_text
from metricops.output.json_text import json_text
from metricops.output.junit import add_suite, junit_text
from metricops.output.records import segment_text
from metricops.output.table import Column, Table, clean
from metricops.rehearse.scenario import Outcome, Played


def missed_table(played: Iterable[Played]) -> Table:
    """Every outcome that was not expected, with what was found instead."""
    columns = (Column("expected"), Column("found", painted=True), Column("scenario, and what was said", wraps=True))
    return Table(columns, tuple(_row(p, outcome) for p in played for outcome in p.missed))


def rehearsal_json(played: Iterable[Played], exit_code: int) -> str:
    """Every scenario with all its outcomes."""
    every = list(played)
    summary = {"scenarios": len(every), "missed": sum(bool(p.missed) for p in every)}
    return json_text({"version": 1, "scenarios": [_record(p) for p in every], "summary": summary, "exit": exit_code})


def rehearsal_junit(played: Iterable[Played]) -> str:
    """A test case a scenario; one that says something else than expected fails."""
    root = xml.Element("testsuites", name="metricops")
    add_suite(root, "scenarios", [_case(p) for p in played])
    return junit_text(root)


def found_text(outcome: Outcome) -> str:
    """`▼ red new`, or that there was nothing."""
    return status_text(outcome.status, outcome.state) if outcome.status else "nothing"


def missed_text(outcome: Outcome) -> str:
    """An outcome that was not expected, on one line."""
    found = f"{outcome.status or 'nothing'} {outcome.state}".rstrip()
    return f"{_where(outcome)}: expected {outcome.point.expected.text}, found {found}. {outcome.sentence}".rstrip()


def _row(played: Played, outcome: Outcome) -> tuple[str, ...]:
    point = outcome.point
    said = "\n".join((played.scenario.name, _where(outcome), outcome.sentence, point.expected.span.place))
    return point.expected.text, found_text(outcome), said


def _where(outcome: Outcome) -> str:
    """`segment=Enterprise as of 2026-11-15`."""
    return f"{segment_text(dict(outcome.point.segment))} as of {outcome.point.as_of}".strip()


def _record(played: Played) -> dict[str, Any]:
    scenario = played.scenario
    return {
        "scenario": scenario.name,
        "metric": scenario.metric.name,
        "threshold": scenario.threshold.name,
        "span": scenario.span.place,
        "met": not played.missed,
        "outcomes": [_outcome(outcome) for outcome in played.outcomes],
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        "segment": dict(outcome.point.segment),
        "as_of": outcome.point.as_of,
        "expected": outcome.point.expected.text,
        "met": outcome.met,
        "status": outcome.status,
        "state": outcome.state or None,
        "sentence": outcome.sentence,
        "span": outcome.point.expected.span.place,
    }


def _case(played: Played) -> xml.Element:
    scenario = played.scenario
    case = xml.Element("testcase", classname=clean(scenario.metric.name), name=clean(scenario.name))
    case.set("file", clean(scenario.span.file))
    case.set("line", str(scenario.span.line))
    if played.missed:
        text = "\n".join(map(missed_text, played.missed))
        xml.SubElement(case, "failure", type="missed", message=clean(text))
    return case
