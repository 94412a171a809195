"""Asks MetricFlow for the SQL of queries; run by the Python that has it, not by the tests' own.

usage: python metricflow_sql.py SEMANTIC_MANIFEST < queries.json > answers.json
Queries are mappings as metricops takes them; an answer is {"sql": …} or {"refused": …}.
"""

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from metricflow.engine.metricflow_engine import MetricFlowEngine, MetricFlowQueryRequest
from metricflow.protocols.sql_client import SqlEngine
from metricflow.sql.render.duckdb_renderer import DuckDbSqlPlanRenderer
from metricflow_semantic_interfaces.implementations.semantic_manifest import PydanticSemanticManifest
from metricflow_semantic_interfaces.transformations.semantic_manifest_transformer import (
    PydanticSemanticManifestTransformer,
)
from metricflow_semantics.model.semantic_manifest_lookup import SemanticManifestLookup


class Renderer:
    """As much of a SQL client as writing SQL for DuckDB needs; it runs nothing."""

    sql_engine_type = SqlEngine.DUCKDB
    sql_plan_renderer = DuckDbSqlPlanRenderer()

    def render_bind_parameter_key(self, key: str) -> str:
        return f"${key}"


def main(file: str) -> None:
    manifest = PydanticSemanticManifest.parse_raw(Path(file).read_text(encoding="utf-8"))
    lookup = SemanticManifestLookup(PydanticSemanticManifestTransformer.transform(manifest))
    engine = MetricFlowEngine(semantic_manifest_lookup=lookup, sql_client=Renderer())
    json.dump([answer(engine, query) for query in json.load(sys.stdin)], sys.stdout)


def answer(engine: MetricFlowEngine, query: dict[str, Any]) -> dict[str, str]:
    start, end = query.get("time_constraint", (None, None))
    try:
        request = MetricFlowQueryRequest.create(
            metric_names=query.get("metrics"),
            group_by_names=query.get("group_by"),
            where_constraints=query.get("where"),
            order_by_names=query.get("order_by"),
            limit=query.get("limit"),
            time_constraint_start=datetime.fromisoformat(start) if start else None,
            time_constraint_end=datetime.fromisoformat(end) if end else None,
            saved_query_name=query.get("saved_query"),
            min_max_only=query.get("min_max_only", False),
            apply_group_by=query.get("apply_group_by", True),
        )
        return {"sql": engine.explain(request).sql_statement.sql}
    except Exception as refusal:
        return {"refused": f"{type(refusal).__name__}: {str(refusal)[:500]}"}


if __name__ == "__main__":
    main(sys.argv[1])
