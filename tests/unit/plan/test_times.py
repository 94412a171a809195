"""Times of a query: unstated grains, ranges widened to whole periods, windows as of a date, days in a zone."""

from datetime import date, datetime
from typing import Any

import pytest
from small_project import SHOP, manifest_of, planned, refusal

from metricops.manifest import Manifest
from metricops.periods import Period
from metricops.plan.frames import InPeriods
from metricops.plan.rows import Extracted, TimeRange, Truncated

MORE = """
models:
  - name: fct_calls
    semantic_model: {name: calls}
    agg_time_dimension: called_at
    columns:
      - {name: call_id, entity: {type: primary, name: call}}
      - {name: customer_id, entity: {type: foreign, name: customer}}
      - {name: called_at, granularity: second, dimension: time}
    metrics:
      - {name: calls, agg: count, expr: call_id}
      - {name: calls_by_week, agg: count, expr: call_id, time_granularity: week}
  - name: fct_bills
    semantic_model: {name: bills}
    agg_time_dimension: billed_in
    columns:
      - {name: bill_id, entity: {type: primary, name: bill}}
      - {name: customer_id, entity: {type: foreign, name: customer}}
      - {name: billed_in, granularity: month, dimension: time}
    metrics: [{name: bills, agg: count, expr: bill_id}]
metrics:
  - {name: revenue_per_bill, type: ratio, numerator: revenue, denominator: bills}
"""
MANIFEST = manifest_of(SHOP, MORE)


def limits(manifest: Manifest, *metrics: str, **asked: Any) -> tuple[Any, Any]:
    """Start and end of the only range that limits the only part's rows."""
    (part,) = planned(manifest, *metrics, **asked).parts
    (found,) = [p for p in part.where if isinstance(p, TimeRange)]
    return found.start, found.end


@pytest.mark.parametrize(
    ("metrics", "column"),
    [
        (("revenue",), "metric_time__day"),
        (("calls",), "metric_time__day"),
        (("calls_by_week",), "metric_time__week"),
        (("bills",), "metric_time__month"),
        (("revenue", "calls"), "metric_time__day"),
        (("revenue", "bills"), "metric_time__month"),
        (("revenue_per_bill",), "metric_time__month"),
        (("calls", "calls_by_week"), "metric_time__week"),
    ],
)
def test_an_unstated_grain_is_the_coarsest_of_the_metrics_and_never_finer_than_a_day(
    metrics: tuple[str, ...], column: str
) -> None:
    assert planned(MANIFEST, *metrics, group_by=["metric_time"]).keys == (column,)


def test_an_unstated_grain_of_another_time_is_its_own() -> None:
    assert planned(MANIFEST, "calls", group_by=["call__called_at"]).keys == ("call__called_at__second",)
    assert planned(MANIFEST, "bills", group_by=["bill__billed_in"]).keys == ("bill__billed_in__month",)


@pytest.mark.parametrize(
    ("group_by", "asked", "start", "end"),
    [
        ((), ("2024-02-10", "2024-02-20"), date(2024, 2, 10), date(2024, 2, 21)),
        (("metric_time__day",), ("2024-02-10", "2024-02-20"), date(2024, 2, 10), date(2024, 2, 21)),
        (("metric_time__week",), ("2024-02-14", "2024-02-14"), date(2024, 2, 12), date(2024, 2, 19)),
        (("metric_time__month",), ("2024-02-10", "2024-02-20"), date(2024, 2, 1), date(2024, 3, 1)),
        (("metric_time__quarter",), ("2024-02-10", "2024-02-20"), date(2024, 1, 1), date(2024, 4, 1)),
        (("metric_time__year",), ("2023-12-31", "2024-01-01"), date(2023, 1, 1), date(2025, 1, 1)),
        (("metric_time__day", "metric_time__month"), ("2024-02-10", "2024-02-20"), date(2024, 2, 1), date(2024, 3, 1)),
        (("metric_time__extract_month",), ("2024-02-10", "2024-02-20"), date(2024, 2, 10), date(2024, 2, 21)),
        (("customer__segment",), ("2024-02-10", "2024-02-20"), date(2024, 2, 10), date(2024, 2, 21)),
        (("metric_time__month",), ("2024-02-10", None), date(2024, 2, 1), None),
        (("metric_time__month",), (None, "2024-02-10"), None, date(2024, 3, 1)),
        (("metric_time__day",), ("2024-02-29", "2024-02-29"), date(2024, 2, 29), date(2024, 3, 1)),
        (("metric_time__day",), ("2024-02-10 13:00", "2024-02-20 13:00"), date(2024, 2, 10), date(2024, 2, 21)),
    ],
)
def test_a_range_holds_both_ends_and_is_widened_to_whole_periods(
    group_by: tuple[str, ...], asked: tuple[str | None, str | None], start: date | None, end: date | None
) -> None:
    assert limits(MANIFEST, "revenue", group_by=group_by, time_constraint=asked) == (start, end)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        (("2024-02-10 13:20", "2024-02-10 15:00"), datetime(2024, 2, 10, 13), datetime(2024, 2, 10, 16)),
        (("2024-02-10", "2024-02-10"), datetime(2024, 2, 10), date(2024, 2, 11)),
        (("2024-02-10 13:20", "2024-02-10"), datetime(2024, 2, 10, 13), date(2024, 2, 11)),
    ],
)
def test_a_range_by_the_hour_holds_its_last_hour_and_a_plain_date_its_whole_day(
    asked: tuple[str, str], start: datetime, end: date
) -> None:
    assert limits(MANIFEST, "calls", group_by=["metric_time__hour"], time_constraint=asked) == (start, end)


def test_a_range_that_ends_before_it_starts_is_kept_as_it_is() -> None:
    start, end = limits(MANIFEST, "revenue", time_constraint=("2024-03-10", "2024-03-01"))
    assert start > end


@pytest.mark.parametrize(
    ("window", "start", "end"),
    [
        ("1w", date(2024, 2, 26), date(2024, 3, 4)),
        ("2 weeks", date(2024, 2, 19), date(2024, 3, 4)),
        ("1 month", date(2024, 2, 1), date(2024, 3, 1)),
        ("mtd", date(2024, 3, 1), date(2024, 3, 6)),
        ("28d", date(2024, 2, 7), date(2024, 3, 6)),
        ("previous 1w", date(2024, 2, 19), date(2024, 2, 26)),
        ("next 10 days", date(2024, 3, 6), date(2024, 3, 16)),
    ],
)
def test_a_window_is_a_range_of_whole_units_that_end_by_the_date(window: str, start: date, end: date) -> None:
    assert limits(MANIFEST, "revenue", window=window, as_of="2024-03-05") == (start, end)  # a Tuesday


def test_a_window_says_what_it_was() -> None:
    plan = planned(MANIFEST, "revenue", window="1w", as_of="2024-03-05")
    assert plan.caveats == (f"window: 1 week, {Period(date(2024, 2, 26), date(2024, 3, 3))}",)


def test_a_window_and_a_range_both_limit() -> None:
    (part,) = planned(
        MANIFEST, "revenue", window="1 month", as_of="2024-03-05", time_constraint=("2024-02-20", "2024-03-31")
    ).parts
    ranges = {(p.start, p.end) for p in part.where if isinstance(p, TimeRange)}
    assert ranges == {(date(2024, 2, 20), date(2024, 4, 1)), (date(2024, 2, 1), date(2024, 3, 1))}


def test_listed_periods_are_columns_and_a_window_is_not() -> None:
    shown = planned(MANIFEST, "revenue", window="1w", as_of="2024-03-05")
    assert shown.keys == ()
    assert not any(isinstance(part.frame, InPeriods) for part in shown.parts)


def test_days_lie_in_the_zone_that_is_asked_for() -> None:
    (part,) = planned(MANIFEST, "calls", group_by=["metric_time__day"], time_zone="America/New_York").parts
    assert isinstance(part.keys[0].value, Truncated)
    assert "zone='America/New_York'" in repr(part.keys[0].value)
    (part,) = planned(MANIFEST, "calls", group_by=["metric_time__extract_dow"], time_zone="America/New_York").parts
    assert isinstance(part.keys[0].value, Extracted)
    assert "zone='America/New_York'" in repr(part.keys[0].value)


def test_utc_adds_nothing() -> None:
    (part,) = planned(MANIFEST, "calls", group_by=["metric_time__day"], time_zone="UTC").parts
    assert "zone" not in repr(part.keys[0].value)


@pytest.mark.parametrize("metrics", [("revenue",), ("calls", "revenue"), ("average_order",), ("bills",)])
def test_what_is_kept_by_day_has_no_zone(metrics: tuple[str, ...]) -> None:
    assert refusal(MANIFEST, *metrics, time_zone="Europe/Berlin").code == "P034"


@pytest.mark.parametrize("grain", ["second", "hour", "day", "year"])
def test_every_grain_from_the_columns_own_up_can_be_asked_for(grain: str) -> None:
    assert planned(MANIFEST, "calls", group_by=[f"metric_time__{grain}"]).keys == (f"metric_time__{grain}",)


@pytest.mark.parametrize("grain", ["nanosecond", "microsecond", "millisecond"])
def test_no_finer_grain_can_be(grain: str) -> None:
    assert refusal(MANIFEST, "calls", group_by=[f"metric_time__{grain}"]).code == "P025"


@pytest.mark.parametrize(("part", "fits"), [("month", True), ("quarter", True), ("year", True), ("dow", False)])
def test_a_date_part_is_as_fine_as_what_it_tells_apart(part: str, fits: bool) -> None:
    group_by = [f"bill__billed_in__extract_{part}"]
    if fits:
        assert planned(MANIFEST, "bills", group_by=group_by).keys == (f"bill__billed_in__extract_{part}",)
    else:
        assert refusal(MANIFEST, "bills", group_by=group_by).code == "P025"
