"""Asking: plain texts, objects and mappings become one query, and saved queries are put in."""

from datetime import date, datetime
from typing import Any

import pytest
from small_project import SHOP, manifest_of, planned, refusal

from metricops.errors import QueryError
from metricops.periods import DatePart, Grain, Window
from metricops.plan import ask
from metricops.plan.ask import group_item, order_item, parse_time, with_saved
from metricops.source import fragment

SAVED = """
saved_queries:
  - name: paid
    query_params:
      metrics: [revenue]
      group_by: ["Dimension('customer__segment')"]
      where: ["{{ Dimension('sale__status') }} = 'paid'"]
      order_by: [-revenue]
      limit: 10
"""
MANIFEST = manifest_of(SHOP, SAVED)


def test_one_metric_or_filter_may_stand_without_a_list() -> None:
    assert ask("revenue").metrics == ask(["revenue"]).metrics
    assert ask((), where="a = 1").where == ask((), where=["a = 1"]).where


@pytest.mark.parametrize(
    ("given", "name", "grain", "part", "path"),
    [
        ("metric_time__month", "metric_time__month", None, None, ()),
        (" status ", " status ", None, None, ()),
        ("TimeDimension('metric_time', 'MONTH')", "metric_time", "month", None, ()),
        ("TimeDimension('metric_time', time_granularity_name='week')", "metric_time", "week", None, ()),
        ("Dimension('sale__ordered_on').grain('year')", "sale__ordered_on", "year", None, ()),
        ("Dimension('Sale__Ordered_On').date_part('dow')", "sale__ordered_on", None, DatePart.DOW, ()),
        ("Dimension('city__mayor', entity_path=['buyer'])", "city__mayor", None, None, ("buyer",)),
        ("Entity('customer')", "customer", None, None, ()),
        ({"name": "metric_time", "grain": "week"}, "metric_time", "week", None, ()),
        ({"name": "metric_time", "date_part": "quarter"}, "metric_time", None, DatePart.QUARTER, ()),
    ],
)
def test_a_group_by_is_a_name_an_object_or_a_mapping(
    given: str | dict[str, str], name: str, grain: str | None, part: DatePart | None, path: tuple[str, ...]
) -> None:
    item = group_item(given)
    assert (item.text.text, item.grain, item.date_part, item.entity_path) == (name, grain, part, path)


@pytest.mark.parametrize(
    ("given", "name", "descending"),
    [
        ("revenue", "revenue", False),
        ("-revenue", "revenue", True),
        ("TimeDimension('metric_time', 'month').descending(True)", "metric_time__month", True),
        ("Dimension('customer__segment')", "customer__segment", False),
        ("Metric('revenue').descending(True)", "revenue", True),
    ],
)
def test_order_is_a_name_a_minus_or_an_object(given: str, name: str, descending: bool) -> None:
    item = order_item(fragment(given))
    assert (item.text.text, item.descending) == (name, descending)


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-15", date(2026, 11, 15)),
        (" 2026-11-15 ", date(2026, 11, 15)),
        ("2026-11-15 13:00:00", datetime(2026, 11, 15, 13)),
        ("2026-11-15T13:00", datetime(2026, 11, 15, 13)),
        (date(2026, 11, 15), date(2026, 11, 15)),
        (None, None),
    ],
)
def test_times_are_iso(text: str | date | None, time: date | None) -> None:
    assert parse_time(text, fragment(str(text)).span) == time


@pytest.mark.parametrize("text", ["2026-02-30", "15.11.2026", "yesterday", "", "2026-11-15 25:00", "20261115T99"])
def test_any_other_time_is_refused_at_its_place(text: str) -> None:
    with pytest.raises(QueryError) as refused:
        ask((), time_constraint=(None, text))
    (fault,) = refused.value.diagnostics
    assert (fault.code, fault.span and fault.span.text) == ("P006", text)


def test_an_as_of_moment_is_its_day() -> None:
    assert ask((), as_of="2026-11-15 23:59").as_of == date(2026, 11, 15)


def test_windows_and_zones_are_read() -> None:
    query = ask((), window="8w", time_zone="Europe/Berlin")
    assert (query.window, query.time_zone) == (Window(8, Grain.WEEK), "Europe/Berlin")


@pytest.mark.parametrize("name", ["Europe/Berlim", "", "../etc/passwd", "/etc/localtime", "Europe/Berlin\0"])
def test_a_zone_is_one_of_the_named_ones(name: str) -> None:
    with pytest.raises(QueryError) as refused:
        ask((), time_zone=name)
    assert refused.value.diagnostics[0].code == "P035"


def test_a_saved_query_is_added_to() -> None:
    query = with_saved(MANIFEST, ask(["order_count"], saved_query="PAID", where=["sale__status <> 'open'"]))
    assert [m.text for m in query.metrics] == ["revenue", "order_count"]
    assert [g.text.text for g in query.group_by] == ["customer__segment"]
    assert [w.text for w in query.where] == ["{{ Dimension('sale__status') }} = 'paid'", "sale__status <> 'open'"]
    assert ([o.text.text for o in query.order_by], query.limit, query.saved_query) == (["revenue"], 10, None)


def test_order_and_limit_given_now_replace_the_saved_ones() -> None:
    query = with_saved(MANIFEST, ask((), saved_query="paid", order_by=["customer__segment"], limit=0))
    assert ([o.text.text for o in query.order_by], query.limit) == (["customer__segment"], 0)


def test_a_saved_query_is_planned_like_one_that_is_typed() -> None:
    saved = planned(MANIFEST, saved_query="paid")
    typed = planned(
        MANIFEST,
        "revenue",
        group_by=["customer__segment"],
        where=["{{ Dimension('sale__status') }} = 'paid'"],
        order_by=["-revenue"],
        limit=10,
    )
    assert saved == typed


def test_faults_of_several_metrics_are_told_at_once() -> None:
    with pytest.raises(QueryError) as refused:
        planned(MANIFEST, "revenu", "orders_count")
    assert [d.hint for d in refused.value.diagnostics] == ['did you mean "revenue"?', 'did you mean "order_count"?']


def test_names_are_found_in_any_case() -> None:
    plan = planned(MANIFEST, "REVENUE", group_by=["Customer__SEGMENT"], order_by=["-Revenue"])
    assert plan.keys == ("customer__segment",)
    assert [(o.column, o.descending) for o in plan.order] == [("revenue", True)]


def test_a_metric_that_is_asked_for_twice_is_one_column() -> None:
    assert [o.name for o in planned(MANIFEST, "revenue", "revenue").outputs] == ["revenue"]


def test_ordering_by_a_time_without_its_grain_finds_the_column() -> None:
    plan = planned(MANIFEST, "revenue", group_by=["metric_time__week"], order_by=["-metric_time"])
    assert plan.order[0].column == "metric_time__week"


def test_ordering_by_what_is_not_asked_for_is_refused() -> None:
    assert refusal(MANIFEST, "revenue", order_by=["order_count"]).code == "P028"


@pytest.mark.parametrize("limit", [0, 1, 10**12])
def test_any_limit_from_zero_up_is_kept(limit: int) -> None:
    assert planned(MANIFEST, "revenue", limit=limit).limit == limit


@pytest.mark.parametrize("given", [[{"name": "revenue", "alias": "r"}], {"name": "revenue"}, [7], [None]])
def test_a_metric_is_asked_for_by_name_only(given: Any) -> None:
    with pytest.raises(QueryError) as refused:
        ask(given)
    assert [d.code for d in refused.value.diagnostics] == ["P001"]
