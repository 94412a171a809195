"""Any query over any small warehouse: metricops and the plain-Python oracle bring the same rows."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.oracle.answer import answer
from tests.oracle.definitions import World
from tests.oracle.reading import read_world
from tests.properties.asking import SPINE_ROWS, difference, plain, project_over
from tests.properties.metrics import documents
from tests.properties.models import Yaml
from tests.properties.questions import queries
from tests.properties.tables import TABLES, Rows

EXAMPLES = int(os.environ.get("METRICOPS_EXAMPLES", "0"))
THOROUGH = settings(max_examples=EXAMPLES or 60, deadline=None, derandomize=not EXAMPLES, print_blob=bool(EXAMPLES))
LENIENT = settings(THOROUGH, suppress_health_check=list(HealthCheck))


@st.composite
def shops(draw: st.DrawFn) -> tuple[Yaml, dict[str, Rows]]:
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


@LENIENT
@given(st.data())
def test_any_query_brings_the_rows_that_the_oracle_brings(folder: Path, data: st.DataObject) -> None:
    document, tables = data.draw(shops())
    world = world_of(document, tables)
    query = data.draw(queries(world))
    expected = answer(world, query)
    with project_over(document, tables, folder) as project:
        found = project.query(**query)
        assert [c.name for c in found.columns] == list(expected.columns)
        assert difference(expected.rows, found.rows, bool(query.get("order_by"))) is None, found.sql
