"""Scenarios: series in, statuses out, as tables of YAML beside this file."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml

from metricops.evaluate.values import Finding
from tests.scenarios.made_series import run

HERE = Path(__file__).parent
SCENARIOS = [
    pytest.param({**document.get("all", {}), **scenario}, id=f"{path.stem}: {scenario['name']}")
    for path in sorted(HERE.glob("*.yml"))
    for document in [yaml.safe_load(path.read_text())]
    for scenario in document["scenarios"]
]


def shown(finding: Finding, expected: dict[str, Any]) -> dict[str, Any]:
    """The finding's fields that the scenario speaks of, as YAML would write them."""
    return {key: _plain(getattr(finding, key), expected[key]) for key in expected}


def _plain(value: Any, like: Any) -> Any:
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool) and like is not None:
        wanted = Fraction(str(like))
        return like if abs(Fraction(value) - wanted) <= abs(wanted) * Fraction(1, 10**12) else value
    if isinstance(value, date) or value is None or isinstance(value, bool):
        return value
    return str(value)


def fields(expected: str | dict[str, Any]) -> dict[str, Any]:
    """`breach new` is short for its status and state; without a state there is none."""
    if isinstance(expected, dict):
        return expected
    status, _, state = expected.partition(" ")
    return {"status": status, "state": state}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(scenario: dict[str, Any]) -> None:
    found = run(scenario)
    expect = scenario["expect"] if scenario.get("by") else {"": scenario["expect"]}
    wanted = {segment: fields(e) for segment, e in expect.items()}
    assert {s: shown(f, wanted.get(s, {"status": ""})) for s, f in found.items()} == wanted
