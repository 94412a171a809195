"""Whatever keeps a model from being built is told at its place, all of it in one run."""

from itertools import pairwise
from pathlib import Path

import pytest

from metricops.build import BuildError
from metricops.diagnostics import pictures
from tests.unit.build.made_project import DBT, faults, made, project


@pytest.mark.parametrize(
    ("template", "named"),
    [
        ("{% if target.name == 'dev' %} x {% endif %}", "{% if %}"),
        ("{%- set a = 1 -%}", "{% set %}"),
        ("{% for x in y %}{{ x }}{% endfor %}", "{% for %}"),
        ("{{ this }}", "this"),
        ("{{ target.schema }}", "target.schema"),
        ("{{ dbt_utils.star(ref('a')) }}", "dbt_utils.star()"),
        ("{{ env_var('HOME') }}", "env_var()"),
        ("{{ is_incremental() }}", "is_incremental()"),
        ("{{ ref('a').identifier }}", "ref('a').identifier"),
        ("{{ var('a') | int }}", "| int"),
        ("{{ ref(var('a')) }}", "var()"),
        ("{{ var('a' ~ 'b') }}", "var('a' ~ 'b')"),
        ("{{ __import__('os').system('true') }}", "__import__('os').system()"),
        ("{{ (lambda: 1)() }}", "lambda: 1()"),
        ("{{ 1 + }}", "1 +"),
        ("{{ }}", ""),
        ("{{ ref('a') ", "{{ without its end"),
        ("{{ ref('a)  }}", "{{ without its end"),
        ("{% raw %}", "{% raw %}"),
        ("{{ " + "(" * 500 + ")" * 500 + " }}", "((("),
    ],
)
def test_any_other_template_is_one_fault_that_names_it(tmp_path: Path, template: str, named: str) -> None:
    root = project(tmp_path, {"marts/bad": f"select 1 as n\nwhere 1 = {template}", "a": "select 1 as n"})
    (fault,) = faults(root)
    assert fault.code == "B001"
    assert named in fault.message
    assert "only ref, source, var, config are" in fault.message
    assert fault.span is not None
    assert (fault.span.file, fault.span.line) == ("models/marts/bad.sql", 2)
    assert fault.span.column >= 11
    assert "dbt" in fault.hint


@pytest.mark.parametrize(
    ("text", "code", "place", "said", "hint"),
    [
        ("select * from {{ ref('bas') }}", "B002", "1:18", 'no model or seed "bas"', 'did you mean "base"?'),
        ("select * from {{ ref('other', 'base') }}", "B002", "1:18", 'package "other" is not this project', ""),
        ("select * from {{ ref() }}", "B001", "1:18", "needs a model's name", ""),
        ("select * from {{ source('raw') }}", "B001", "1:18", "needs a source and a table", ""),
        ("\nselect * from {{  source('raw', 'order') }}", "B003", "2:19", '"raw.order"', 'did you mean "raw.orders"?'),
        ("select * from {{ source('x', 'y') }}", "B003", "1:18", "is not declared", '"sources:"'),
        ("select {{ var('factr') }} as n", "B004", "1:11", '"factr" has no value', 'did you mean "factor"?'),
        ("{{ config(materialized='incremental') }} select 1", "B007", "1:4", '"incremental"', "dbt builds"),
        ("{{ config({'pre_hook': 'drop table x'}) }} select 1", "B007", "1:4", '"pre_hook"', "dbt builds"),
        ("{{ config(schema='x') }} select 1", "B007", "1:4", '"schema" is not read here', "config:"),
        ("select * from {{ ref('bad') }}", "B005", "1:18", "bad → bad", ""),
        ("select 1 as n; drop table base", "B009", "1:1", "several statements", "one SELECT"),
        ("", "B009", "1:1", "no statement", "one SELECT"),
        ("insert into base select 1", "B008", "1:1", 'at or near "insert"', ""),
        ("select n\nfrm base", "B008", "2:5", "syntax error", ""),
        ("select amout\nfrom {{ source('raw', 'orders') }}", "B008", "1:8", '"amout"', 'did you mean "amount"?'),
        (
            "select 'é' as e,\n  {{ var('factor') }} * amout as n\nfrom {{ source('raw', 'orders') }}",
            "B008",
            "2:25",
            "",
            "",
        ),
        ("select * from {{ source('raw', 'gone') }}", "B008", "1:18", '"gone"', "raw tables must stand"),
        (
            "{{ config(materialized='table') }}\nselect cast(name as int) as n from {{ source('raw', 'people') }}",
            "B008",
            "2:8",
            "convert",
            "",
        ),
    ],
)
def test_faults_of_a_model(tmp_path: Path, text: str, code: str, place: str, said: str, hint: str) -> None:
    more = "sources: [{name: raw, tables: [{name: gone}]}]\n"
    root = project(
        tmp_path, {"bad": text, "base": "select 1 as n"}, DBT + "vars: {factor: 2}\n", **{"models/b.yml": more}
    )
    (fault,) = faults(root)
    assert (fault.code, str(fault.span)) == (code, f"models/bad.sql:{place}")
    assert said in fault.message
    assert hint in fault.hint


def test_a_model_of_comments_only_fails_by_name(tmp_path: Path) -> None:
    (fault,) = faults(project(tmp_path, {"bad": "-- only a comment"}))
    assert (fault.code, fault.span and fault.span.line) == ("B008", 1)
    assert 'model "bad" failed' in fault.message


def test_all_faults_come_in_one_run(tmp_path: Path) -> None:
    models = {
        "one": "select {% if x %}1{% endif %} {{ this }}",
        "two": "select {{ var('a') }}, {{ var('b') }} from {{ ref('nobody') }}",
        "three": "select * from {{ ref('four') }}",
        "four": "select * from {{ ref('three') }}",
    }
    codes = sorted((fault.code, fault.span.file if fault.span else "") for fault in faults(project(tmp_path, models)))
    assert codes == [
        ("B001", "models/one.sql"),
        ("B002", "models/two.sql"),
        ("B004", "models/two.sql"),
        ("B004", "models/two.sql"),
        ("B005", "models/four.sql"),
    ]


def test_a_circle_is_told_as_a_path_at_the_first_step(tmp_path: Path) -> None:
    models = {
        "a": "from {{ ref('b') }}",
        "b": "from {{ ref('c') }}",
        "c": "select *\nfrom {{ ref('a') }}",
        "d": "select 1",
    }
    (fault,) = faults(project(tmp_path, models))
    path = fault.message.split(": ")[1].split(" → ")
    assert path[0] == path[-1]
    assert {"".join(step) for step in pairwise(path)} == {"ab", "bc", "ca"}
    assert fault.span is not None
    assert fault.span.file == f"models/{path[0]}.sql"


def test_two_models_of_one_name_are_told_with_both_places(tmp_path: Path) -> None:
    (fault,) = faults(project(tmp_path, {"x/a": "select 1", "y/a": "select 2"}))
    assert (fault.code, str(fault.span)) == ("B006", "models/y/a.sql:1:1")
    assert str(fault.related[0].span) == "models/x/a.sql:1:1"


def test_a_model_does_not_take_the_place_of_a_raw_table(tmp_path: Path) -> None:
    yaml = "sources: [{name: crm, schema: main, tables: [{name: accounts}]}]\n"
    (fault,) = faults(project(tmp_path, {"accounts": "select 1 as n"}, **{"models/b.yml": yaml}))
    assert fault.code == "B006"
    assert '"main.accounts", source "crm.accounts"' in fault.message


def test_a_source_whose_yaml_is_broken_is_told_with_what_is_wrong_there(tmp_path: Path) -> None:
    root = project(tmp_path, {"a": "select * from {{ source('raw', 'orders') }}"})
    (root / "models" / "sources.yml").write_text("sources:\n  - name: raw\n    tables: [\n")
    found = faults(root)
    assert {fault.span.file for fault in found if fault.span} == {"models/a.sql", "models/sources.yml"}


def test_broken_yaml_that_no_model_needs_does_not_stop_the_build(tmp_path: Path) -> None:
    root = project(tmp_path, {"a": "select 1 as n"}, **{"models/broken.yml": "metrics: [\n"})
    assert [each.name for each in made(root).built] == ["a"]


def test_settings_of_dbt_project_that_need_dbt_are_told_there(tmp_path: Path) -> None:
    dbt = DBT + "models:\n  shop:\n    +pre-hook: [drop table x]\n    +tags: [a]\n"
    (fault,) = faults(project(tmp_path, {"a": "select 1", "b": "select 2"}, dbt))
    assert (fault.code, str(fault.span)) == ("B007", "dbt_project.yml:5:16")


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    root = project(tmp_path, {})
    (root / "models" / "a.sql").write_bytes(b"select '\xff'")
    assert [fault.code for fault in faults(root)] == ["L002"]


def test_a_broken_seed_is_told_by_name(tmp_path: Path) -> None:
    root = project(tmp_path, {}, **{"seeds/s.csv": 'a,b\n1,2\n"3,4,5\n6,7\n'})
    (fault,) = faults(root)
    assert fault.code == "B008"
    assert 'seed "s" failed' in fault.message


def test_the_error_carries_the_texts_for_its_pictures(tmp_path: Path) -> None:
    root = project(tmp_path, {"a": "select\n  amout\nfrom {{ source('raw', 'orders') }}"})
    with pytest.raises(BuildError) as raised:
        made(root)
    assert pictures(raised.value.diagnostics, raised.value.texts).splitlines()[1:3] == [
        "  2 |   amout",
        "    |   ^^^^^",
    ]
