"""metricops.yml and dbt_project.yml: values, defaults, and every fault at its place."""

from pathlib import Path

import pytest

from metricops.diagnostics import picture
from metricops.periods import Calendar
from metricops.project import DuckDBSettings, PostgresSettings, Settings, settings


def read(root: Path, text: str = "", dbt: str | None = None, **env: str) -> Settings:
    (root / "metricops.yml").write_text(text)
    if dbt is not None:
        (root / "dbt_project.yml").write_text(dbt)
    return settings(root, env)


def fault(found: Settings) -> tuple[str, str, str]:
    (diagnostic,) = found.diagnostics
    return diagnostic.code, str(diagnostic.span), diagnostic.message


def test_every_key_has_a_default(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found.diagnostics == ()
    assert found.name == tmp_path.name
    assert found.engine == DuckDBSettings(tmp_path / "warehouse" / f"{tmp_path.name}.duckdb", "main")
    assert found.paths.models == (tmp_path / "models",)
    assert found.paths.silences == (tmp_path / "silences",)
    assert found.calendar == Calendar()
    assert found.ledger == tmp_path / ".metricops" / "ledger.db"
    assert found.history == 26


def test_every_key_can_be_written(tmp_path: Path) -> None:
    text = """\
name: revops
engine: {type: duckdb, path: warehouse/revops.duckdb, schema: marts}
paths: {models: [a, b], semantic: [c], checks: [d], silences: [e], seeds: [f]}
calendar: {week_starts: Sunday, fiscal_year_starts: 2, time_zone: Europe/Berlin}
ledger: state/ledger.db
history: 52
"""
    found = read(tmp_path, text)
    assert found.diagnostics == ()
    assert found.name == "revops"
    assert found.engine == DuckDBSettings(tmp_path / "warehouse/revops.duckdb", "marts")
    assert found.paths.models == (tmp_path / "a", tmp_path / "b")
    assert (found.paths.checks, found.paths.seeds) == ((tmp_path / "d",), (tmp_path / "f",))
    assert found.calendar == Calendar(6, 2, "Europe/Berlin")
    assert found.ledger == tmp_path / "state/ledger.db"
    assert found.history == 52


def test_dbt_gives_what_metricops_leaves_out(tmp_path: Path) -> None:
    dbt = """\
name: shop
model-paths: [models, semantic/metrics]
seed-paths: [data]
vars:
  start: 2026-01-01
  flag: yes
  nothing:
  list: [1, 2]
  shop: {start: 2026-02-01}
models:
  +tags: nightly
  shop:
    +materialized: view
    marts: {+materialized: table, core: {materialized: view}}
  other_package: {+materialized: table}
"""
    found = read(tmp_path, "", dbt)
    assert found.diagnostics == ()
    assert found.name == "shop"
    assert found.paths.models == (tmp_path / "models", tmp_path / "semantic/metrics")
    assert found.paths.seeds == (tmp_path / "data",)
    assert found.variables == {"start": "2026-02-01", "flag": "True", "nothing": "None"}
    assert [(s.folders, s.key, s.value) for s in found.models] == [
        ((), "tags", "nightly"),
        ((), "materialized", "view"),
        (("marts",), "materialized", "table"),
        (("marts", "core"), "materialized", "view"),
    ]


@pytest.mark.parametrize(
    ("text", "code", "place", "said"),
    [
        ("nme: x\n", "S004", "metricops.yml:1:1", 'key "nme" is not known'),
        ("calendar:\n  week_start: monday\n", "S004", "metricops.yml:2:3", "week_start"),
        ("engine: {type: duckdb, file: x, path: y}\n", "S004", "metricops.yml:1:24", '"file"'),
        ("name: a\nname: b\n", "S005", "metricops.yml:2:1", "written twice"),
        ("history: many\n", "S006", "metricops.yml:1:10", "whole number from 1 to 520"),
        ("history: 0\n", "S006", "metricops.yml:1:10", '"0" stands here'),
        ("history: [1]\n", "S006", "metricops.yml:1:10", "a list stands here"),
        ("paths: {models: models}\n", "S006", "metricops.yml:1:17", "needs a list of texts, such as [models]"),
        ("paths: [models]\n", "S006", "metricops.yml:1:8", '"paths" needs a mapping'),
        ("calendar: {week_starts: moonday}\n", "S006", "metricops.yml:1:25", "one of monday, tuesday"),
        ("calendar: {time_zone: Europe/Berln}\n", "S006", "metricops.yml:1:23", '"Europe/Berln" is not known'),
        ("calendar: {time_zone: ../../etc/passwd}\n", "S006", "metricops.yml:1:23", "is not known"),
        ("- a\n", "S006", "metricops.yml:1:1", "holds a list"),
        ("name: [a\n", "S003", "metricops.yml:2:1", "not valid YAML"),
        ("name: a\n\tb: c\n", "S003", "metricops.yml:2:1", "not valid YAML"),
        ("name: " + "[" * 60 + "]" * 60, "S003", "metricops.yml:1:56", "nested more than 50 deep"),
        ("engine: {type: duckdbb, path: x}\n", "S006", "metricops.yml:1:16", '"duckdbb" stands here'),
        ("engine: {path: x}\n", "S012", "metricops.yml:1:9", '"type" is missing'),
        ("engine: {type: duckdb}\n", "S012", "metricops.yml:1:9", '"path" is missing'),
        ("engine: {type: duckdb, path: ':memory:'}\n", "S012", "metricops.yml:1:30", "the path of a file is needed"),
        ("engine: {type: postgres, dbname: a, port: x}\n", "S006", "metricops.yml:1:43", "from 1 to 65535"),
        ("engine: {type: duckdb, path: '{{ var(1) }}'}\n", "S011", "metricops.yml:1:30", "only env_var is"),
        ("name: \"{{ env_var('TEAM') }}\"\n", "S010", "metricops.yml:1:7", 'environment variable "TEAM"'),
    ],
)
def test_faults_have_a_place_and_say_what_is_needed(
    tmp_path: Path, text: str, code: str, place: str, said: str
) -> None:
    found = read(tmp_path, text)
    assert fault(found)[:2] == (code, place)
    assert said in fault(found)[2]


def test_all_faults_come_in_one_run_and_the_rest_is_still_read(tmp_path: Path) -> None:
    found = read(tmp_path, "nme: a\nhistory: x\ncalendar: {week_starts: moonday, fiscal_year_starts: 4}\n")
    assert [d.code for d in found.diagnostics] == ["S004", "S006", "S006"]
    assert found.diagnostics[0].hint == 'did you mean "name"?'
    assert found.diagnostics[2].hint == 'did you mean "monday"?'
    assert found.calendar == Calendar(0, 4, "UTC")


def test_a_file_that_refers_to_itself_ends(tmp_path: Path) -> None:
    found = read(tmp_path, "paths: &a\n  models: [m]\n  self: *a\n")
    assert fault(found)[0] == "S004"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"name: caf\xe9\n"])
def test_a_file_that_is_no_text_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "metricops.yml").write_bytes(content)
    found = settings(tmp_path, {})
    assert fault(found)[0] == "S002"
    assert "not UTF-8" in fault(found)[2]


def test_a_byte_order_mark_does_not_spoil_the_first_key(tmp_path: Path) -> None:
    (tmp_path / "metricops.yml").write_bytes(b"\xef\xbb\xbfname: revops\n")
    assert settings(tmp_path, {}).name == "revops"


def test_environment_variables_are_put_into_texts(tmp_path: Path) -> None:
    text = "engine: {type: duckdb, path: \"{{ env_var('HOUSE', 'w') }}/{{ env_var(\\\"FILE\\\") }}.duckdb\"}\n"
    assert read(tmp_path, text, FILE="r").engine == DuckDBSettings(tmp_path / "w/r.duckdb")
    assert read(tmp_path, text, FILE="r", HOUSE="/data").engine == DuckDBSettings(Path("/data/r.duckdb"))


def test_the_home_folder_comes_from_the_environment_given(tmp_path: Path) -> None:
    text = "engine: {type: duckdb, path: ~/r.duckdb}\n"
    assert read(tmp_path, text, HOME="/home/dana").engine == DuckDBSettings(Path("/home/dana/r.duckdb"))


def test_an_engine_with_a_fault_is_none_and_the_dialect_is_duckdb(tmp_path: Path) -> None:
    found = read(tmp_path, "engine: {type: duckdb, path: x, shema: y}\n")
    assert found.engine is None
    assert found.dialect == "duckdb"


def test_passwords_show_neither_in_the_repr_nor_in_a_picture(tmp_path: Path) -> None:
    text = "engine: {type: postgres, dbname: a, port: zero, password: hunter2}\n"
    found = read(tmp_path, text)
    assert "hunter2" not in picture(found.diagnostics[0], found.texts)
    assert "^^^^" in picture(found.diagnostics[0], found.texts)
    engine = read(tmp_path, text.replace("zero", "5433")).engine
    assert isinstance(engine, PostgresSettings)
    assert (engine.password, engine.port) == ("hunter2", 5433)
    assert "hunter2" not in repr(engine)
    assert "hunter2" not in repr(read(tmp_path, text.replace("zero", "5433")))


def test_channels_are_names_of_variables(tmp_path: Path) -> None:
    found = read(tmp_path, "notify: {Head of Sales: SALES_CHANNEL, others: REVOPS_CHANNEL}\n")
    assert (found.diagnostics, found.notify) == (
        (),
        {"Head of Sales": "SALES_CHANNEL", "others": "REVOPS_CHANNEL"},
    )


@pytest.mark.parametrize("value", ["slack://s3cr3t/token", "'{{ env_var(\"CHANNEL\") }}'"])
def test_an_address_is_refused_and_not_shown(value: str, tmp_path: Path) -> None:
    found = read(tmp_path, f"notify:\n  Head of Sales: {value}\n", CHANNEL="slack://s3cr3t/token")
    code, place, text = fault(found)
    assert (code, place) == ("S013", "metricops.yml:2:18")
    assert text == 'the channel of "Head of Sales" needs the name of an environment variable'
    assert "s3cr3t" not in picture(found.diagnostics[0], found.texts)
    assert found.notify == {}
