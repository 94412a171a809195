"""The demo's YAML speaks of what the warehouse holds."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.demo.plain_build import MARTS, ROOT

Ask = Callable[[str], list[tuple[Any, ...]]]


def documents(folder: str) -> Iterator[dict[str, Any]]:
    for path in sorted((ROOT / folder).rglob("*.yml")):
        yield read(path)


def read(path: Path) -> dict[str, Any]:
    """A file with every scalar as text: a plain loader takes the key `on` for a truth value."""
    document = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    assert isinstance(document, dict)
    return document


def source_tables() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for document in documents("models"):
        for source in document.get("sources", []):
            yield from ((source, table) for table in source["tables"])


def metrics() -> dict[str, dict[str, Any]]:
    models = [model for document in documents("models") for model in document.get("models", [])]
    listed = [metric for model in models for metric in model.get("metrics", [])]
    listed += [metric for document in documents("semantic/metrics") for metric in document["metrics"]]
    return {metric["name"]: metric for metric in listed}


@pytest.mark.parametrize("path", sorted(MARTS.glob("*.yml")), ids=lambda path: path.stem)
def test_every_column_of_the_properties_exists(ask: Ask, path: Path) -> None:
    (model,) = read(path)["models"]
    assert model["name"] == path.stem
    columns = {row[0] for row in ask(f"DESCRIBE {path.stem}")}
    named = {column["name"] for column in model["columns"]}
    named |= {metric["expr"] for metric in model.get("metrics", [])}
    assert named <= columns


def test_every_source_table_is_loaded(ask: Ask) -> None:
    loaded = set(ask("SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema <> 'main'"))
    assert {(source["schema"], table["name"]) for source, table in source_tables()} == loaded


def test_every_source_has_a_freshness_check() -> None:
    (checks,) = [document["checks"] for document in documents("checks") if "tiers" not in document]
    tables = {f"{source['name']}.{table['name']}" for source, table in source_tables()}
    assert {check["on"] for check in checks if check["fresh"] == "1 day"} == tables


def test_ratios_definitions_decisions_and_forums_name_metrics_that_exist() -> None:
    known = metrics()
    named = {metric[part] for metric in known.values() for part in ("numerator", "denominator") if part in metric}
    for document in documents("semantic"):
        named.update(name for term in document.get("definitions", []) for name in term["versions"])
        named.update(name for decision in document.get("decisions", []) for name in decision["inputs"])
        named.update(name for forum in document.get("forums", {}).values() for name in forum["kpis"])
    contracts = [metric["config"]["meta"]["metricops"] for metric in known.values() if "config" in metric]
    named.update(name for contract in contracts for name in contract.get("drivers", []))
    assert named <= set(known)


def test_four_kpis_are_operated_by_people_with_names() -> None:
    contracts = {name: metric["config"]["meta"]["metricops"] for name, metric in metrics().items()}
    operated = {name: contract for name, contract in contracts.items() if "thresholds" in contract}
    assert set(operated) == {"pipeline_coverage", "win_rate", "sales_cycle_days", "renewal_risk_dollars"}
    (people,) = [document["people"] for document in documents("semantic") if "people" in document]
    for contract in operated.values():
        assert contract["owner"] != contract["steward"]
        assert {contract["owner"], contract["steward"]} <= set(people)


def test_the_target_file_says_what_the_warehouse_holds(ask: Ask) -> None:
    with (ROOT / "semantic" / "targets" / "bookings.csv").open(encoding="utf-8", newline="") as file:
        written = [tuple(row) for row in csv.reader(file)]
    columns = ", ".join(written[0])
    held = ask(f"SELECT {columns} FROM fin.fin_targets")
    assert sorted(written[1:]) == sorted((*map(str, row[:4]), str(int(row[4])), *map(str, row[5:])) for row in held)
