"""Values and names that users type stay values and names: none of them breaks out of its place in the SQL."""

from typing import Any

import pytest
from small_project import SHOP, TABLES, loaded, manifest_of, project_of
from sqlglot import exp, parse

from metricops.definitions import read_texts
from metricops.errors import QueryError
from metricops.plan import Plan, Query, ask, plan
from metricops.plan.ask import group_item
from metricops.resolve import resolve
from metricops.source import fragment
from metricops.sql import compile_plan
from metricops.sql.dialects import DIALECTS

MANIFEST = manifest_of(SHOP)
ATTACKS = [
    "it's",
    "' or 1=1 --",
    "'; drop table fct_orders; --",
    "\\' or 1=1 --",
    "\\",
    "\\\\'",
    "''",
    '" or ""="',
    "`",
    "$$",
    "/*",
    "*/ select 1 /*",
    "a\nb",
    "a\0b",
    "{{ 7*7 }}",
    "{% raw %}",
    "%s",
    "?",
    "ﬀ ' é ☃",
]


def scoped(*values: str) -> Plan:
    """The plan of a query about the rows of which a dimension has these values."""
    scope = tuple((group_item("status"), value) for value in values)
    (one,) = plan(MANIFEST, [Query(metrics=(fragment("revenue"),), scope=scope)])
    return one


def literals(plan: Plan, dialect: str) -> list[str]:
    """The texts in the only statement that the SQL is."""
    (tree,) = parse(compile_plan(plan, dialect, "main").sql, dialect=dialect)
    assert isinstance(tree, exp.Select)
    return [literal.this for literal in tree.find_all(exp.Literal, bfs=False) if literal.is_string]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_scope_value_is_one_literal(dialect: str) -> None:
    assert sorted(literals(scoped(*ATTACKS), dialect)) == sorted(ATTACKS)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_quoted_text_in_a_filter_is_one_literal(dialect: str) -> None:
    values = [value for value in ATTACKS if "{" not in value]
    where = tuple(fragment(f"status = '{value.replace(chr(39), chr(39) * 2)}'") for value in values)
    (one,) = plan(MANIFEST, [Query(metrics=(fragment("revenue"),), where=where)])
    assert sorted(literals(one, dialect)) == sorted(values)


def test_the_warehouse_compares_with_just_that_value() -> None:
    expected = {"it's": 7, "paid": 30.5, "' or 1=1 --": None, "paid'; --": None, "%": None}
    with project_of(TABLES, SHOP) as project:
        for status, value in expected.items():
            where = [f"status = '{status.replace(chr(39), chr(39) * 2)}'"]
            assert project.query("revenue", where=where).rows == ((value,),), status


@pytest.mark.parametrize(
    "where",
    [
        "1 = 1) or (1 = 1",
        "status = 'paid'; drop table fct_orders",
        "status = 'paid' union select 1",
        "status = 'paid' order by 1",
        "status = 'paid' limit 1",
        "status = 'paid' group by 1",
        "exists (select 1 from other)",
        "status in (select secret from other)",
        "(select 1) = 1",
        "(from other) is null",
        "drop table fct_orders",
        "attach 'other.db'",
        "copy fct_orders to 'x.csv'",
        "set threads = 1",
        "pragma database_list",
        "install httpfs",
        "status = ?",
        "status = $1",
        "status = :name",
        "status as x",
        "*",
        "count(*) > 1",
        "sum(amount) > 1",
        "row_number() over () = 1",
        "other.status = 'paid'",
        "{{ env_var('SECRET') }} = 'x'",
        "{{ Dimension.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ Dimension('a').__init__.__globals__ }}",
        "{{ [].append(1) }}",
        "{{ Dimension(open('/etc/passwd').read()) }}",
        "{% for x in y %} 1 {% endfor %}",
        "{# comment #} status = 'paid'",
        "{{ Dimension('status')",
        "}} status = 'paid'",
    ],
)
def test_a_filter_is_one_condition_on_one_row(where: str) -> None:
    with pytest.raises(QueryError) as refused:
        plan(MANIFEST, [Query(metrics=(fragment("revenue"),), where=(fragment(where),))])
    assert all(d.code.startswith("P0") and d.span for d in refused.value.diagnostics)


@pytest.mark.parametrize(
    "comment", ["status = 'paid' -- or 1=1", "status = 'paid' /* or 1=1 */", "/* x */ status = 'paid'"]
)
def test_a_comment_ends_with_its_filter(comment: str) -> None:
    with project_of(TABLES, SHOP) as project:
        assert project.query("revenue", where=[comment, "sale__ordered_on < '2024-02-01'"]).rows == ((10,),)


NAMES = ["status' or 1=1 --", 'status"; drop table t; --', "status; select 1", "sale__status__x'y", "a b", "1", "*"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("where", ["group_by", "order_by", "metrics", "saved_query", "by_metric"])
def test_a_name_is_looked_up_and_never_written(name: str, where: str) -> None:
    asked: dict[str, Any] = {"metrics": ["revenue"]}
    match where:
        case "saved_query":
            asked = {"saved_query": name}
        case "by_metric":
            quoted = name.replace("\\", "").replace('"', "").replace("'", "\\'")
            asked["where"] = [f"{{{{ Metric('revenue', group_by=['{quoted}']) }}}} > 1"]
        case _:
            asked[where] = [name]
    with pytest.raises(QueryError):
        plan(MANIFEST, [ask(**asked)])


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_schema_is_one_identifier(dialect: str) -> None:
    sql = compile_plan(scoped("paid"), dialect, 'x"; drop table t; --').sql
    (tree,) = parse(sql, dialect=dialect)
    assert tree is not None
    assert {table.db for table in tree.find_all(exp.Table)} == {'x"; drop table t; --'}


@pytest.mark.parametrize("file", ["a */ drop table t; /*.yml", "/* a.yml", "a\n; drop table t.yml", "a'b.yml"])
def test_the_comment_that_names_the_definitions_is_closed_where_it_should_be(file: str) -> None:
    manifest = resolve(read_texts({file: SHOP})).manifest
    (one,) = plan(manifest, [Query(metrics=(fragment("revenue"),))])
    for dialect in DIALECTS:
        sql = compile_plan(one, dialect, "main").sql
        assert (sql.count("/*"), sql.count("*/")) == (1, 1)
        (tree,) = parse(sql, dialect=dialect)
        assert isinstance(tree, exp.Select)


@pytest.mark.parametrize(
    "expr", ["amount; drop table t", "select 1", "drop table t", "amount) from t --", "?", "a, b", "*"]
)
def test_a_measures_expression_is_one_value(expr: str) -> None:
    found = loaded(SHOP.replace("expr: amount", f"expr: {expr!r}"))
    assert "revenue" not in found.manifest.metrics
    assert {d.code for d in found.diagnostics} & {"P010", "P011"}
