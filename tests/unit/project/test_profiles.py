"""Connections from dbt's profiles.yml: where it is looked for, what of it is read, what can be wrong."""

from pathlib import Path

import pytest

from metricops.project import DuckDBSettings, OtherSettings, PostgresSettings, Settings, settings

PROFILES = """\
config: {send_anonymous_usage_stats: false}
shop:
  target: dev
  outputs:
    dev: {type: duckdb, path: shop.duckdb, schema: marts, threads: 4, extensions: [icu]}
    prod:
      type: postgres
      host: db.example
      port: "{{ env_var('SHOP_PORT', '5433') | int }}"
      user: dana
      pass: "{{ env_var('DBT_ENV_SECRET_SHOP') }}"
      database: shop
      schema: analytics
      threads: 8
    cloud: {type: snowflake, account: x, schema: analytics}
    broken: {type: duckdb}
"""


def read(root: Path, own: str | None, dbt: str = "name: shop\nprofile: shop\n", **env: str) -> Settings:
    (root / "dbt_project.yml").write_text(dbt)
    if own is not None:
        (root / "metricops.yml").write_text(own)
    return settings(root, env)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "profiles.yml").write_text(PROFILES)
    return folder


def faults(found: Settings) -> list[tuple[str, str]]:
    return [(d.code, str(d.span)) for d in found.diagnostics]


def test_the_profile_of_dbt_project_gives_the_engine(root: Path) -> None:
    found = read(root, None)
    assert found.diagnostics == ()
    assert found.engine == DuckDBSettings(root / "shop.duckdb", "marts")


def test_metricops_can_name_another_target(root: Path) -> None:
    found = read(root, "profile: shop\ntarget: prod\n", DBT_ENV_SECRET_SHOP="hunter2")
    assert found.diagnostics == ()
    assert found.engine == PostgresSettings("db.example", "shop", "dana", "hunter2", 5433, "analytics")
    assert "hunter2" not in repr(found)


def test_an_own_engine_wins_over_the_profile_of_dbt_project(root: Path) -> None:
    found = read(root, "engine: {type: duckdb, path: own.duckdb}\n")
    assert found.engine == DuckDBSettings(root / "own.duckdb")
    assert found.diagnostics == ()


def test_a_warehouse_that_is_only_rendered_for_keeps_its_type(root: Path) -> None:
    found = read(root, "profile: shop\ntarget: cloud\n")
    assert found.engine == OtherSettings("snowflake", "analytics")
    assert found.dialect == "snowflake"


def test_an_engine_and_a_profile_in_one_file_are_one_too_many(root: Path) -> None:
    found = read(root, "engine: {type: duckdb, path: x}\nprofile: shop\n")
    assert faults(found) == [("S007", "metricops.yml:2:10")]


def test_the_project_folder_comes_before_the_environment_and_the_home_folder(root: Path, tmp_path: Path) -> None:
    for name in ("env", "home/.dbt"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "profiles.yml").write_text(PROFILES.replace("shop.duckdb", f"{name[:4]}.duckdb"))
    env = {"DBT_PROFILES_DIR": str(tmp_path / "env"), "HOME": str(tmp_path / "home")}
    assert read(root, None, **env).engine == DuckDBSettings(root / "shop.duckdb", "marts")
    (root / "profiles.yml").unlink()
    assert read(root, None, **env).engine == DuckDBSettings(root / "env.duckdb", "marts")
    (tmp_path / "env" / "profiles.yml").unlink()
    assert read(root, None, **env).engine == DuckDBSettings(root / "home.duckdb", "marts")


def test_no_profiles_file_at_all_is_told_at_the_profile_named(root: Path) -> None:
    (root / "profiles.yml").unlink()
    found = read(root, None)
    assert faults(found) == [("S008", "dbt_project.yml:2:10")]
    assert "there is no profiles.yml" in found.diagnostics[0].message
    assert found.engine is None


def test_a_profile_that_is_not_there_is_told_with_the_nearest(root: Path) -> None:
    found = read(root, "profile: shopp\n")
    assert faults(found) == [("S008", "metricops.yml:1:10")]
    assert found.diagnostics[0].hint == 'did you mean "shop"?'


def test_a_target_that_is_not_there_is_told_where_it_is_named(root: Path) -> None:
    found = read(root, "profile: shop\ntarget: live\n")
    assert faults(found) == [("S009", "metricops.yml:2:9")]
    assert found.diagnostics[0].hint == "known there: dev, prod, cloud, broken"
    (root / "profiles.yml").write_text(PROFILES.replace("target: dev", "target: deb"))
    assert faults(read(root, "")) == [("S009", "profiles.yml:3:11")]


def test_a_missing_environment_variable_is_told_in_the_profile(root: Path) -> None:
    found = read(root, "profile: shop\ntarget: prod\n")
    assert faults(found) == [("S010", "profiles.yml:11:13")]
    assert "DBT_ENV_SECRET_SHOP" in found.diagnostics[0].message
    assert found.engine is None


def test_an_incomplete_output_says_what_is_missing(root: Path) -> None:
    found = read(root, "profile: shop\ntarget: broken\n")
    assert faults(found) == [("S012", "profiles.yml:16:13")]


def test_a_profile_that_cannot_be_parsed_is_told_once(root: Path) -> None:
    (root / "profiles.yml").write_text("shop: {outputs: [\n")
    assert faults(read(root, None)) == [("S003", "profiles.yml:2:1")]


def test_a_profile_that_cannot_be_decoded_is_told_once(root: Path) -> None:
    (root / "profiles.yml").write_bytes(b"\xff\xfe")
    assert faults(read(root, None)) == [("S002", "profiles.yml:1:1")]


def test_a_password_that_is_written_out_is_blotted_from_the_text_kept_for_pictures(root: Path) -> None:
    text = PROFILES.replace("\"{{ env_var('DBT_ENV_SECRET_SHOP') }}\"", "hunter2, really")
    (root / "profiles.yml").write_text(text)
    found = read(root, "profile: shop\ntarget: prod\n")
    assert isinstance(found.engine, PostgresSettings)
    assert found.engine.password == "hunter2, really"
    assert "hunter2" not in found.texts["profiles.yml"]
    assert len(found.texts["profiles.yml"]) == len(text)
