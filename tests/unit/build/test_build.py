"""Models become tables and views: what is made, in which order, all or nothing."""

import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pytest

from metricops.build import build
from metricops.engines import connect
from metricops.errors import EngineError, ProjectError
from metricops.project import settings
from metricops.sql.compiled import CompiledQuery
from tests.unit.build.made_project import DBT, kinds, made, project, raw_tables, rows

BUILD = """
import sys
from pathlib import Path
from metricops.build import build
from metricops.project import settings
def progress(done, total, name):
    print(name, flush=True)
build(settings(Path(sys.argv[1]), {}), progress=progress)
"""
CHAIN = {
    "a_report": "select person_id, total from {{ ref('totals') }} order by 1",
    "staging/totals": "select person_id, sum(amount) as total\nfrom {{ ref('z_orders') }}\ngroup by 1",
    "z_orders": "select * from {{ source('raw', 'orders') }}",
}


def test_models_are_made_in_the_order_they_need_each_other(tmp_path: Path) -> None:
    report = made(project(tmp_path, CHAIN))
    assert [each.name for each in report.built] == ["z_orders", "totals", "a_report"]
    assert rows(tmp_path, "SELECT * FROM a_report") == [("a", Decimal("10.75")), ("b", Decimal("7.00"))]


def test_dbt_makes_views_where_nothing_is_said(tmp_path: Path) -> None:
    report = made(project(tmp_path, CHAIN))
    assert set(kinds(tmp_path).values()) == {"VIEW"}
    assert [each.rows for each in report.built] == [None, None, None]


def test_the_nearest_word_says_what_is_made(tmp_path: Path) -> None:
    dbt = DBT + "models: {shop: {+materialized: table, staging: {+materialized: view}}}\n"
    models = {
        "plain": "select 1 as one",
        "staging/by_folder": "select 1 as one",
        "staging/by_yaml": "select 1 as one union all select 2",
        "staging/by_config": "{{ config(materialized='view') }}\nselect 1 as one",
    }
    yaml = "models:\n" + "".join(
        f"  - {{name: {name}, config: {{materialized: table}}}}\n" for name in ("by_yaml", "by_config")
    )
    report = made(project(tmp_path, models, dbt, **{"models/models.yml": yaml}))
    assert kinds(tmp_path) == {
        "main.plain": "BASE TABLE",
        "main.by_folder": "VIEW",
        "main.by_yaml": "BASE TABLE",
        "main.by_config": "VIEW",
    }
    assert {each.name: (each.kind, each.rows) for each in report.built} == {
        "plain": ("table", 1),
        "by_folder": ("view", None),
        "by_yaml": ("table", 2),
        "by_config": ("view", None),
    }


def test_a_second_build_replaces_tables_by_views_and_views_by_tables(tmp_path: Path) -> None:
    project(tmp_path, {"a": "{{ config(materialized='table') }} select 1 as n", "b": "select 1 as n"})
    made(tmp_path)
    project(tmp_path, {"a": "select 2 as n", "b": "{{ config(materialized='table') }} select 2 as n"})
    made(tmp_path)
    assert kinds(tmp_path) == {"main.a": "VIEW", "main.b": "BASE TABLE"}
    assert rows(tmp_path, "SELECT a.n, b.n FROM a, b") == [(2, 2)]


def test_templates_stand_for_relations_and_values(tmp_path: Path) -> None:
    models = {
        "base": "select 1 as n",
        "all": """\
{{ config(
    materialized='table', tags=["nightly", 'x'], meta={'owner': 'Dana'}
) }}
{# a comment with {{ anything }} in it #}
select
    {{ var("factor") }} * n as times, '{{- var('word') -}}' as word, {{ var('other', 3) }} as other,
    {{ var('flag', true) }} as flag, '{{ var("quote", '}}') }}' as quote
from {{ref("shop", "base")}} as base
join {{ source("raw", "people") }} as people on people.person_id = 'a';
-- the end""",
    }
    made(project(tmp_path, models, DBT + "vars: {factor: 7, word: it, shop: {factor: 9}}\n"))
    assert rows(tmp_path, 'SELECT * FROM "all"') == [(9, "it", 3, True, "}}")]


def test_names_are_quoted_whatever_they_hold(tmp_path: Path) -> None:
    models = {"order": "select 1 as n", 'odd"; drop table x; --': "select n from {{ ref('order') }}"}
    made(project(tmp_path, models))
    assert set(kinds(tmp_path)) == {"main.order", 'main.odd"; drop table x; --'}


def test_schema_and_alias_come_from_the_yaml_and_add_up_as_in_dbt(tmp_path: Path) -> None:
    yaml = "models:\n  - {name: a, config: {schema: marts, alias: accounts, materialized: table}}\n"
    made(project(tmp_path, {"a": "select 1 as n", "b": "select n from {{ ref('a') }}"}, **{"models/m.yml": yaml}))
    assert kinds(tmp_path) == {"main_marts.accounts": "BASE TABLE", "main.b": "VIEW"}
    assert rows(tmp_path, "SELECT n FROM b") == [(1,)]


def test_a_disabled_model_is_not_made(tmp_path: Path) -> None:
    models = {"off": "{{ config(enabled=false) }} select nope", "on": "select 1 as n"}
    assert [each.name for each in made(project(tmp_path, models)).built] == ["on"]


def test_seeds_become_tables_before_the_models(tmp_path: Path) -> None:
    csv = "target_id,amount,since\n1,10.5,2026-01-01\n2,,2026-02-01\n"
    models = {"targets": "select sum(amount) as amount, max(since) as since from {{ ref('seed_targets') }}"}
    report = made(project(tmp_path, models, **{"seeds/seed_targets.csv": csv}))
    assert [(each.name, each.kind, each.rows) for each in report.built] == [
        ("seed_targets", "seed", 2),
        ("targets", "view", None),
    ]
    assert rows(tmp_path, "SELECT amount, CAST(since AS VARCHAR) FROM targets") == [(10.5, "2026-02-01")]


def test_progress_says_how_many_are_done_and_what_comes_next(tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    build(settings(project(tmp_path, CHAIN), {}), progress=lambda *step: told.append(step))
    assert told == [(0, 3, "z_orders"), (1, 3, "totals"), (2, 3, "a_report"), (3, 3, "")]


def test_a_failing_model_leaves_the_previous_build(tmp_path: Path) -> None:
    project(tmp_path, {"a": "{{ config(materialized='table') }} select 1 as n", "b": "select n from {{ ref('a') }}"})
    made(tmp_path)
    project(tmp_path, {"a": "{{ config(materialized='table') }} select 2 as n", "b": "select m from {{ ref('a') }}"})
    with pytest.raises(Exception, match="failed"):
        made(tmp_path)
    assert rows(tmp_path, "SELECT n FROM b") == [(1,)]


def test_a_new_file_is_not_left_behind_by_a_failing_build(tmp_path: Path) -> None:
    project(tmp_path, {"a": "select nope"})
    (tmp_path / "w.duckdb").unlink()
    with pytest.raises(Exception, match="failed"):
        made(tmp_path)
    assert [path.name for path in tmp_path.glob("*.duckdb*")] == []
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_raw_tables_can_be_written_first_and_views_survive_the_move(tmp_path: Path) -> None:
    root = project(tmp_path, CHAIN)
    (root / "w.duckdb").unlink()
    build(settings(root, {}), raw=raw_tables)
    assert rows(root, "SELECT count(*) FROM a_report") == [(2,)]
    with connect(settings(root, {})) as engine:
        assert engine.run(CompiledQuery("SELECT count(*) AS n FROM a_report", "duckdb", ())).rows == ((2,),)
    assert sorted(path.name for path in root.iterdir() if "w.duckdb" in path.name) == ["w.duckdb"]


def test_raw_tables_that_fail_leave_the_file_as_it_was(tmp_path: Path) -> None:
    root = project(tmp_path, CHAIN)
    made(root)

    def full(path: Path) -> None:
        path.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(EngineError, match=r'"w.duckdb" cannot be written: No space left on device'):
        build(settings(root, {}), raw=full)
    assert rows(root, "SELECT count(*) FROM a_report") == [(2,)]
    assert not list(root.glob(".w*"))


SLOW = """{{ config(materialized='table') }}
select count(*) as n from range(100000000) as a, range(1000) as b where (a.range + b.range) % 7 = 3
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_build_leaves_the_previous_one(tmp_path: Path, how: int) -> None:
    table = "{{{{ config(materialized='table') }}}} select {} as n from range(100000)"
    project(tmp_path, {"a": table.format(1)})
    made(tmp_path)
    project(tmp_path, {"a": table.format(2), "b": "select n from {{ ref('a') }}", "c": SLOW + " -- {{ ref('b') }}"})
    process = subprocess.Popen(
        [sys.executable, "-c", BUILD, str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    while process.stdout.readline().strip() != "c":
        pass
    time.sleep(0.3)
    began = time.monotonic()
    process.send_signal(how)
    process.communicate()
    assert time.monotonic() - began < 10
    assert process.returncode != 0
    assert kinds(tmp_path) == {"main.a": "BASE TABLE"}
    assert rows(tmp_path, "SELECT DISTINCT n FROM a") == [(1,)]
    (tmp_path / "models" / "c.sql").unlink()
    made(tmp_path)
    assert rows(tmp_path, "SELECT DISTINCT n FROM b") == [(2,)]


def test_a_locked_file_is_told_before_anything_is_done(tmp_path: Path) -> None:
    root = project(tmp_path, CHAIN)
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    process = subprocess.Popen(
        [sys.executable, "-c", hold, str(root / "w.duckdb")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()
    for raw in (None, raw_tables):
        with pytest.raises(EngineError, match=rf"locked by \S+, process {process.pid}"):
            build(settings(root, {}), raw=raw)
    process.communicate()


def test_other_warehouses_are_left_to_dbt(tmp_path: Path) -> None:
    (tmp_path / "metricops.yml").write_text("engine: {type: postgres, dbname: shop}\n")
    with pytest.raises(EngineError, match='the warehouse of this project is "postgres"'):
        made(tmp_path)


def test_settings_with_faults_are_refused(tmp_path: Path) -> None:
    (tmp_path / "metricops.yml").write_text("engin: {}\n")
    with pytest.raises(ProjectError):
        made(tmp_path)


def test_a_project_without_models_makes_nothing(tmp_path: Path) -> None:
    assert made(project(tmp_path, {})).built == ()


def test_the_warehouse_does_not_depend_on_the_time_zone_of_the_machine(tmp_path: Path) -> None:
    sql = "{{ config(materialized='table') }} select cast(timestamptz '2026-03-01 23:30:00-05' as date) as day"
    root = project(tmp_path, {"a": sql})
    subprocess.run([sys.executable, "-c", BUILD, str(root)], check=True, env={**os.environ, "TZ": "America/New_York"})
    assert rows(root, "SELECT CAST(day AS VARCHAR) FROM a") == [("2026-03-02",)]
