"""MetricFlow's SQL for the same metrics over the same tables, from the dbt that METRICOPS_DBT names or that is here."""

import json

from _pytest.outcomes import Skipped as NotHere

from benchmarks.case import Skipped
from benchmarks.ground import Ground
from tests.dbt.running import metricflow_sql, project_around, run_dbt

TABLES = ("dim_date", "facts", "customers", "regions")
Query = dict[str, list[str]]


def sql(ground: Ground, query: Query) -> str:
    """What MetricFlow makes of a question; remembered for the other cases, because starting it takes long."""
    file = ground.folder / f"{ground.name}_metricflow.json"
    known: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    asked = json.dumps(query, sort_keys=True)
    if asked not in known:
        known[asked] = _asked(ground, query)
        file.write_text(json.dumps(known), encoding="utf-8")
    return known[asked]


def _asked(ground: Ground, query: Query) -> str:
    folder = ground.folder / f"{ground.name}_dbt"
    try:
        if not (folder / "target").exists():
            project_around(ground.definitions, folder, ground.name, TABLES)
            run_dbt(folder, "parse")
        (answer,) = metricflow_sql(folder / "target", [query])
    except NotHere as reason:
        raise Skipped(str(reason)) from None
    assert "sql" in answer, f"MetricFlow refuses: {answer['refused']}"
    return answer["sql"]
