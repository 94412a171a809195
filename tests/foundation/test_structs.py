"""Fields of structured columns: as measures, dimensions and in filters, in the model's own table and in joined ones."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

import metricops as mo
from metricops.manifest import Relation
from metricops.resolve.columns import check_columns

MODELS = """
models:
  - name: deals
    semantic_model: true
    agg_time_dimension: closed_on
    columns:
      - {name: deal_id, entity: {type: primary, name: deal}}
      - {name: account_id, entity: {type: foreign, name: account}}
      - {name: closed_on, granularity: day, dimension: {type: time}}
    derived_semantics:
      dimensions:
        - {name: kind_of, expr: info.kind, type: categorical}
        - {name: kind, expr: deals.kind, type: categorical}
    metrics:
      - {name: revenue, type: simple, agg: sum, expr: info.amount}
      - {name: same_revenue, type: simple, agg: sum, expr: deals.info.amount}
      - {name: pieces, type: simple, agg: sum, expr: info.parts.pieces * 2}
      - {name: mistaken, type: simple, agg: count, expr: inf.kind}
  - name: accounts
    semantic_model: true
    columns:
      - {name: account_id, entity: {type: primary, name: account}}
    derived_semantics:
      dimensions:
        - {name: segment, expr: info.segment, type: categorical}
"""
ROWS = """
CREATE TABLE deals (
  deal_id INTEGER, account_id INTEGER, closed_on DATE, kind VARCHAR, amount DECIMAL(18, 2),
  info STRUCT(amount DECIMAL(18, 2), kind VARCHAR, parts STRUCT(pieces INTEGER))
);
INSERT INTO deals VALUES
  (1, 1, '2024-01-01', 'outer', 1000, {'amount': 10, 'kind': 'new', 'parts': {'pieces': 3}}),
  (2, 2, '2024-01-01', 'outer', 1000, {'amount': 5, 'kind': 'old', 'parts': {'pieces': 4}}),
  (3, 1, '2024-01-02', 'outer', 1000, NULL);
CREATE TABLE accounts (account_id INTEGER, info STRUCT(segment VARCHAR));
INSERT INTO accounts VALUES (1, {'segment': 'smb'}), (2, {'segment': 'big'});
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[mo.Project]:
    file: Path = tmp_path_factory.mktemp("structs") / "models.yml"
    file.write_text(MODELS)
    connection = duckdb.connect()
    connection.execute(ROWS)
    yield mo.from_yaml([file], engine=mo.duckdb(connection))
    connection.close()


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({"metrics": ["revenue", "same_revenue", "pieces"]}, [(15, 15, 14)]),
        ({"metrics": ["revenue"], "group_by": ["deal__kind_of"]}, [("new", 10), ("old", 5), (None, None)]),
        ({"metrics": ["revenue"], "group_by": ["deal__kind"]}, [("outer", 15)]),
        ({"metrics": ["revenue", "pieces"], "group_by": ["account__segment"]}, [("big", 5, 8), ("smb", 10, 6)]),
        ({"metrics": ["revenue"], "where": ["{{ Dimension('account__segment') }} = 'smb'"]}, [(10,)]),
        (
            {"metrics": ["revenue"], "group_by": ["deal__kind_of", "account__segment"]},
            [("new", "smb", 10), ("old", "big", 5), (None, "smb", None)],
        ),
    ],
)
def test_a_field_is_read_whatever_other_columns_are_called(
    project: mo.Project, asked: dict[str, Any], rows: list[tuple[Any, ...]]
) -> None:
    found = [tuple(float(v) if isinstance(v, Decimal) else v for v in row) for row in project.query(**asked).rows]
    assert found == rows


def test_the_column_is_checked_and_not_the_field(project: mo.Project) -> None:
    columns = {
        Relation("deals"): ("deal_id", "account_id", "closed_on", "kind", "amount", "info"),
        Relation("accounts"): ("account_id", "info"),
    }
    (fault,) = check_columns(project.manifest, columns)
    assert (fault.message, fault.hint) == ('"inf" is not a column of "deals"', 'did you mean "info"?')
