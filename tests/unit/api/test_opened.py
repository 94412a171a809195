"""The public interface: opening, asking, results in other forms, and refusals that name what is known."""

import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from small_project import SHOP, TABLES, project_of

import metricops as mo
from metricops.errors import EngineError, MetricopsError, ProjectError
from metricops.manifest import Manifest


@pytest.fixture
def project() -> Iterator[mo.Project]:
    """Definitions over tables in memory."""
    with project_of(TABLES, SHOP) as opened:
        yield opened


@pytest.fixture
def on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in a folder, with its warehouse in a file."""
    monkeypatch.setenv("METRICOPS_CACHE", "")
    (tmp_path / "models" / "marts").mkdir(parents=True)
    (tmp_path / "models" / "marts" / "shop.yml").write_text(SHOP)
    (tmp_path / "metricops.yml").write_text("engine: {type: duckdb, path: shop.duckdb, schema: main}\n")
    with duckdb.connect(str(tmp_path / "shop.duckdb")) as connection:
        connection.execute(TABLES)
    return tmp_path


# ── opening ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_project_is_found_from_any_folder_in_it(on_disk: Path) -> None:
    with mo.open(on_disk / "models" / "marts") as project:
        assert project.root == on_disk
        assert project.query("order_count").rows == ((4,),)


def test_outside_of_a_project_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(ProjectError):
        mo.open(tmp_path)


def test_faults_of_a_project_do_not_keep_it_from_opening(on_disk: Path) -> None:
    (on_disk / "models" / "more.yml").write_text("metrics:\n  - {name: lost, type: ratio, numerator: revenu}\n")
    with mo.open(on_disk) as project:
        assert project.diagnostics
        assert "models/more.yml" in project.texts
        assert project.query("order_count").rows == ((4,),)
        with pytest.raises(mo.QueryError) as refused:
            project.query("lost")
    assert refused.value.diagnostics[0].code == "P002"


def test_a_closed_project_opens_its_warehouse_again_when_it_is_asked(on_disk: Path) -> None:
    project = mo.open(on_disk)
    first = project.query("order_count").rows
    project.close()
    project.close()
    assert project.query("order_count").rows == first
    project.close()


def test_a_connection_of_the_users_own_stays_open(project: mo.Project) -> None:
    project.query("revenue")
    project.close()
    assert project.query("order_count").rows == ((4,),)


def test_files_with_faults_raise_with_all_of_them(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(SHOP.replace("expr: amount", "expr: amount +"))
    (tmp_path / "b.yml").write_text("metrics:\n  - {name: m, type: ratio, numerator: nothing, denominator: revenue}\n")
    with pytest.raises(mo.DefinitionsError) as refused:
        mo.from_yaml([tmp_path])
    codes = [d.code for d in refused.value.diagnostics]
    assert "P010" in codes
    assert "R003" in codes
    assert all(code in str(refused.value) for code in codes)


def test_warnings_do_not_raise(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(SHOP)
    assert mo.from_yaml([str(tmp_path / "a.yml")]).manifest.metrics


def test_without_an_engine_sql_compiles_and_queries_do_not_run(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(SHOP)
    project = mo.from_yaml([tmp_path])
    assert "SUM(amount)" in project.sql("revenue")
    with pytest.raises(EngineError, match="pass engine="):
        project.query("revenue")


# ── asking ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("asked", [{"by": ["status"]}, {"group_by": ["status"]}, {"by": "status"}])
def test_by_is_short_for_group_by_and_may_be_one_name(project: mo.Project, asked: dict[str, Any]) -> None:
    rows = project.query("order_count", **asked).rows
    assert dict(rows) == {"paid": 2, "open": 1, "it's": 1}


def test_by_and_group_by_add_up(project: mo.Project) -> None:
    assert len(project.query("revenue", by=["status"], group_by=["customer"]).columns) == 3


@pytest.mark.parametrize("asked", [{"order_by": ["-order_count"]}, {"order_by": "-order_count"}])
def test_order_may_be_one_name(project: mo.Project, asked: dict[str, Any]) -> None:
    assert project.query("order_count", by=["status"], **asked).rows[0] == ("paid", 2)


def test_one_metric_may_stand_without_a_list(project: mo.Project) -> None:
    assert project.query("revenue").rows == project.query(["revenue"]).rows


def test_sql_is_what_the_query_runs(project: mo.Project) -> None:
    assert project.sql(["revenue"], by=["status"]) == project.query(["revenue"], by=["status"]).sql


@pytest.mark.parametrize("dialect", ["snowflake", "SNOWFLAKE", "bigquery"])
def test_sql_in_another_dialect(project: mo.Project, dialect: str) -> None:
    assert "SUM(amount)" in project.sql("revenue", dialect=dialect)


def test_an_unknown_dialect_is_refused_with_the_known_ones(project: mo.Project) -> None:
    with pytest.raises(mo.QueryError) as refused:
        project.sql("revenue", dialect="cobol")
    (fault,) = refused.value.diagnostics
    assert fault.code == "P037"
    assert all(name in fault.hint for name in ("duckdb", "postgres", "snowflake", "bigquery"))


def test_refusals_carry_their_diagnostics_and_read_as_text(project: mo.Project) -> None:
    with pytest.raises(mo.QueryError) as refused:
        project.sql(["revenu", "order_cnt"])
    assert [d.code for d in refused.value.diagnostics] == ["P001", "P001"]
    assert str(refused.value).splitlines()[0] == '<query>:1:1: error[P001]: there is no metric "revenu"'


@pytest.mark.parametrize(
    ("name", "kind"),
    [("plan", str), ("manifest", Manifest), ("nodes", dict), ("result", mo.QueryResult)],
)
def test_stages_of_a_query(project: mo.Project, name: str, kind: type) -> None:
    assert isinstance(project.stage(name, metrics=["revenue"]), kind)


def test_an_unknown_check_is_refused_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(
        SHOP + "checks:\n  - {name: orders_have_a_customer, on: fct_orders, require: customer_id, tier: 1}\n"
    )
    connection = duckdb.connect()
    connection.execute(TABLES)
    project = mo.from_yaml([tmp_path], engine=mo.duckdb(connection))
    (result,) = project.check().results
    assert (result.eligible, result.violations) == (4, 1)
    with pytest.raises(mo.QueryError) as refused:
        project.check(names=["orders_have_customer"])
    (fault,) = refused.value.diagnostics
    assert (fault.code, fault.hint) == ("P036", 'did you mean "orders_have_a_customer"?')


# ── results ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_data_frame_has_the_columns_and_the_rows(project: mo.Project) -> None:
    frame = project.query("revenue", by=["customer__segment"]).df()
    assert list(frame.columns) == ["customer__segment", "revenue"]
    assert frame.to_dict("records")[0] == {"customer__segment": "enterprise", "revenue": Decimal("5.00")}


def test_a_data_frame_without_rows_keeps_its_columns(project: mo.Project) -> None:
    frame = project.query("revenue", by=["status"], where=["status = 'x'"]).df()
    assert (list(frame.columns), len(frame)) == (["status", "revenue"], 0)


def test_arrow_says_what_it_needs(project: mo.Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MetricopsError, match="pyarrow"):
        project.query("revenue").arrow()


def test_arrow_gets_every_column_under_its_name(project: mo.Project, monkeypatch: pytest.MonkeyPatch) -> None:
    class Arrow:
        table = staticmethod(dict)

    monkeypatch.setitem(sys.modules, "pyarrow", Arrow)
    result = project.query("order_count", by=["status"])
    found: Any = result.arrow()
    assert found == {"status": ["it's", "open", "paid"], "order_count": [1, 1, 2]}
    empty: Any = project.query("order_count", by=["status"], limit=0).arrow()
    assert empty == {"status": [], "order_count": []}


def test_a_result_says_as_of_when_it_was_asked(project: mo.Project) -> None:
    assert project.query("revenue").as_of is None
    assert project.query("revenue", as_of="2024-02-01").as_of == date(2024, 2, 1)


def test_building_needs_a_project_on_disk(project: mo.Project) -> None:
    with pytest.raises(EngineError, match="no models to build"):
        project.build()


def test_everything_public_has_a_name_here() -> None:
    names = ("open", "from_yaml", "duckdb", "Project", "QueryResult", "DefinitionsError", "QueryError", "EngineError")
    assert all(hasattr(mo, name) for name in names)
