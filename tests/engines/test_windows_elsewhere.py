"""Windows in dialects that no test runs: other parsers than the one that wrote the SQL read it."""

from datetime import date, timedelta

import pglast
import pytest

from metricops.periods import Period
from metricops.plan import Query, plan_each
from metricops.plan.ask import group_item
from metricops.plan.plan import Plan
from metricops.source import fragment
from metricops.sql import compile_plan
from tests.engines.test_windows_as_of import known
from tests.engines.windows_drawn import Metric, compared
from tests.golden.test_other_parsers import PARSED, read

LAST = date(2024, 3, 10)
KINDS = [(compared("kind", "=", kind), compared("size", ">=", size)) for kind in "abcd" for size in (1, 2)]
SUMS = [Metric(f"sum_{n}", "sum", "amount", own) for n, own in enumerate(KINDS)]
COUNTS = [Metric("distinct", "count_distinct", "who", KINDS[0]), Metric("middle", "median", "size", ())]
FEW = [Period(LAST - timedelta(days=n), LAST) for n in (0, 6, 27)]
MANY = [Period(LAST - timedelta(days=n + 99), LAST - timedelta(days=n)) for n in range(100)]
ASKED = {
    "few by filter": (SUMS, FEW),
    "many over a grid": (SUMS[:1], MANY),
    "few distinct": (COUNTS[:1], FEW),
    "many distinct": (COUNTS[:1], MANY),
    "few medians": (COUNTS[1:], FEW),
}


def asked(name: str, dialect: str) -> str:
    metrics, periods = ASKED[name]
    query = Query(tuple(fragment(m.name) for m in metrics), (group_item("fact__segment"),), periods=tuple(periods))
    (plan,) = plan_each(known("facts_by_day", metrics), [query])
    assert isinstance(plan, Plan)
    return compile_plan(plan, dialect, "main").sql


@pytest.mark.parametrize("name", ASKED)
def test_postgresql_reads_windows(name: str) -> None:
    (_,) = pglast.parse_sql(asked(name, "postgres"))


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("dialect", PARSED)
def test_another_parser_reads_windows(dialect: str, name: str) -> None:
    assert not read(asked(name, dialect), dialect).violations


def test_each_form_is_what_it_is_meant_to_be() -> None:
    marks = ("facts_by_day__by_filter", "ROWS BETWEEN 99 PRECEDING", "in_3", "facts_by_day__seen_before", "UNION ALL")
    for name, mark in zip(ASKED, marks, strict=True):
        assert mark in asked(name, "duckdb"), name
