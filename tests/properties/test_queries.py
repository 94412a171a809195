"""Any query over any small warehouse: metricops and the plain-Python oracle bring the same rows."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import metricops as mo
from tests.oracle.answer import answer
from tests.oracle.definitions import Refused, World
from tests.oracle.reading import read_world
from tests.properties.asking import SPINE_ROWS, difference, plain, project_over
from tests.properties.attributes import attribute_queries
from tests.properties.metrics import documents
from tests.properties.models import Yaml
from tests.properties.questions import queries, wild_queries
from tests.properties.spelling import legacy
from tests.properties.tables import TABLES, Rows

EXAMPLES = int(os.environ.get("METRICOPS_EXAMPLES", "0"))
ROWS = settings(
    max_examples=EXAMPLES or 60,
    deadline=None,
    derandomize=not EXAMPLES,
    print_blob=bool(EXAMPLES),
    suppress_health_check=list(HealthCheck),
)
FEWER = settings(ROWS, max_examples=(EXAMPLES or 60) // 3)

Shop = tuple[Yaml, dict[str, Rows]]


@st.composite
def shops(draw: st.DrawFn) -> Shop:
    """A project and the rows of its tables."""
    document = draw(documents())
    names = [m["name"] for m in document["models"] if m.get("semantic_model")]
    return document, {name: draw(TABLES[name]) for name in names}


def world_of(document: Yaml, tables: Mapping[str, Rows]) -> World:
    """The oracle's view: every date a midnight."""
    rows = {name: [{k: plain(v) for k, v in row.items()} for row in found] for name, found in tables.items()}
    return read_world(document, rows | {"time_spine_day": SPINE_ROWS})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drawn")


@ROWS
@given(st.data())
def test_any_query_brings_the_rows_that_the_oracle_brings(folder: Path, data: st.DataObject) -> None:
    document, tables = data.draw(shops())
    world = world_of(document, tables)
    query = data.draw(queries(world))
    spelled = legacy(document) if data.draw(st.booleans()) else document
    expected = answer(world, query)
    with project_over(spelled, tables, folder) as project:
        found = project.query(**query)
        assert [c.name for c in found.columns] == list(expected.columns)
        assert difference(expected.rows, found.rows, bool(query.get("order_by"))) is None, found.sql


@FEWER
@given(st.data())
def test_attributes_without_metrics_are_the_combinations_that_occur(folder: Path, data: st.DataObject) -> None:
    document, tables = data.draw(shops())
    world = world_of(document, tables)
    query = data.draw(attribute_queries(world))
    expected = answer(world, query)
    with project_over(document, tables, folder) as project:
        found = project.query(**query)
        assert [c.name for c in found.columns] == list(expected.columns)
        assert difference(expected.rows, found.rows, bool(query.get("order_by"))) is None, found.sql


@FEWER
@given(st.data())
def test_what_has_no_answer_is_refused_and_what_has_one_is_not(folder: Path, data: st.DataObject) -> None:
    document, tables = data.draw(shops())
    world = world_of(document, tables)
    query = data.draw(wild_queries(world))
    with project_over(document, tables, folder) as project:
        try:
            expected = answer(world, query)
        except Refused:
            with pytest.raises(mo.QueryError):
                project.sql(**query)
        else:
            assert difference(expected.rows, project.query(**query).rows, False) is None


@FEWER
@given(st.data())
def test_metrics_asked_together_say_what_they_say_alone(folder: Path, data: st.DataObject) -> None:
    document, tables = data.draw(shops())
    world = world_of(document, tables)
    query = {k: v for k, v in data.draw(queries(world)).items() if k not in ("order_by", "limit")}
    assume(len(query["metrics"]) > 1)
    with project_over(document, tables, folder) as project:
        together = project.query(**query)
        keys = len(together.columns) - len(query["metrics"])
        for n, metric in enumerate(query["metrics"]):
            alone = project.query(**query | {"metrics": [metric]})
            values = {row[:keys]: row[keys] for row in alone.rows}
            assert {row[:keys] for row in together.rows} >= set(values)
            assert all(row[keys + n] == values[row[:keys]] for row in together.rows if row[:keys] in values)


@FEWER
@given(st.data())
def test_groups_add_up_to_the_total(folder: Path, data: st.DataObject) -> None:
    document, tables = data.draw(shops())
    world = world_of(document, tables)
    query = {k: v for k, v in data.draw(queries(world)).items() if k not in ("order_by", "limit")}
    additive = [name for name in query["metrics"] if adds_up(document, name)]
    assume(additive and "purchase__tag" not in str(query) and "purchase__role" not in str(query))
    query["metrics"] = additive
    with project_over(document, tables, folder) as project:
        groups = project.query(**query).rows
        (total,) = project.query(**query | {"group_by": []}).rows
        for n in range(-len(additive), 0):
            assert sum(row[n] or 0 for row in groups) == pytest.approx(float(total[n] or 0))


def adds_up(document: Yaml, name: str) -> bool:
    """Whether the metric is a plain sum or count of rows."""
    simple = {m["name"]: m for model in document["models"] for m in model.get("metrics", ())}
    metric = simple.get(name, {})
    return metric.get("agg") in ("sum", "count", "sum_boolean") and not metric.keys() & {
        "non_additive_dimension",
        "join_to_timespine",
    }
