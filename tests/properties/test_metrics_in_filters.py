"""Filters by a metric, drawn: rows pass as the oracle says, whether the metric is added up or only looked for."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.oracle.answer import answer
from tests.oracle.definitions import Refused
from tests.properties.asking import difference, project_over
from tests.properties.metrics import KEYS, NUMBERS, documents, filtered, filters_of
from tests.properties.models import Yaml
from tests.properties.questions import queries
from tests.properties.tables import TABLES
from tests.properties.test_queries import ROWS, world_of

SOME = ["{} > 0", "{} >= 1", "{} <> 0", "0 < {}", "1 <= {}", "({}) is not null", "({} > 0)"]
MORE = ["{} > 1", "{} >= 0", "{} is null", "not {} > 0", "coalesce({}, 0) = 0", "{} > 0 or 1 = 0", "{} = 1"]
FOUND = "found"


@st.composite
def looked_for(draw: st.DrawFn, document: Yaml) -> str:
    """A metric that counts rows, or values that may be missing, is added to the project; and how it is looked for."""
    models = [m for m in document["models"] if m["name"] in KEYS]
    model = draw(st.sampled_from(models))
    agg = draw(st.sampled_from(["count", "count", "count_distinct", "sum", "max"]))
    expr = draw(st.sampled_from(["1", *KEYS[model["name"]]] if agg.startswith("count") else NUMBERS[model["name"]]))
    names = [m["name"] for m in document["models"] if m.get("semantic_model")]
    found = {"name": FOUND, "type": "simple", "agg": agg, "expr": expr}
    model["metrics"].append(found | draw(filtered(filters_of(model["name"], names))))
    entities = [c["entity"]["name"] for c in model["columns"] if "entity" in c]
    entity = draw(st.sampled_from(entities))
    form = draw(st.sampled_from(SOME if draw(st.integers(0, 3)) else MORE))
    return form.format("{{ Metric('" + FOUND + "', group_by=['" + entity + "']) }}")


@st.composite
def asked(draw: st.DrawFn) -> tuple[Yaml, dict[str, Any], Any, dict[str, Any]]:
    """A project with its rows, and a question with a filter by a metric."""
    document = draw(documents())
    names = [m["name"] for m in document["models"] if m.get("semantic_model")]
    tables = {name: draw(TABLES[name]) for name in names}
    query = draw(queries(world_of(document, tables)))
    where = draw(looked_for(document))
    return document, tables, world_of(document, tables), query | {"where": [*query["where"], where]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("filtered")


@ROWS
@given(asked())
def test_rows_pass_a_filter_by_a_metric_as_the_oracle_says(folder: Path, drawn: Any) -> None:
    document, tables, world, query = drawn
    try:
        expected = answer(world, query)
    except Refused:
        assume(False)
    with project_over(document, tables, folder) as project:
        found = project.query(**query)
        assert difference(expected.rows, found.rows, bool(query.get("order_by"))) is None, found.sql
