"""Dates, expressions, aggregations and windows of the oracle against values worked out by hand."""

from datetime import datetime
from typing import Any

import pytest

from tests.oracle.aggregations import aggregate
from tests.oracle.dates import floor, part, step
from tests.oracle.expressions import evaluate, parse
from tests.oracle.names import Item, MetricValue, read_item, read_template
from tests.oracle.windows import window_range


def day(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("grain", "start"),
    [
        ("hour", "2024-12-31T17:00"),
        ("day", "2024-12-31"),
        ("week", "2024-12-30"),
        ("month", "2024-12-01"),
        ("quarter", "2024-10-01"),
        ("year", "2024-01-01"),
    ],
)
def test_a_grain_starts_where_the_calendar_says(grain: str, start: str) -> None:
    assert floor(day("2024-12-31T17:45:10"), grain) == day(start)


def test_sunday_belongs_to_the_week_of_the_monday_before() -> None:
    assert floor(day("2024-03-03"), "week") == day("2024-02-26")


@pytest.mark.parametrize(
    ("start", "n", "unit", "end"),
    [
        ("2024-01-31", 1, "month", "2024-02-29"),
        ("2023-03-31", -1, "month", "2023-02-28"),
        ("2024-02-29", 1, "year", "2025-02-28"),
        ("2024-11-30", 1, "quarter", "2025-02-28"),
        ("2024-12-30", 1, "week", "2025-01-06"),
    ],
)
def test_months_are_stepped_by_the_calendar(start: str, n: int, unit: str, end: str) -> None:
    assert step(day(start), n, unit) == day(end)


def test_parts_of_a_leap_years_last_sunday() -> None:
    sunday = day("2024-12-29")
    assert [part(sunday, p) for p in ("year", "quarter", "month", "day", "doy", "dow")] == [2024, 4, 12, 29, 364, 7]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 / 2", 3.5),
        ("-2 + 1", -1),
        ("x / nullif(zero, 0)", None),
        ("unknown = 1", None),
        ("unknown = 1 or x = 5", True),
        ("unknown = 1 and x = 4", False),
        ("not unknown = 1", None),
        ("unknown is null", True),
        ("x is not null", True),
        ("x in (4, 5)", True),
        ("x in (4, null)", None),
        ("x not in (4, 6)", True),
        ("x between 5 and 6", True),
        ("x not between 5 and 6", False),
        ("coalesce(unknown, x)", 5),
        ("word = 'it''s'", True),
        ("word <> 'so'", True),
        ("CASE WHEN unknown = 1 THEN 'a' WHEN x >= 5 THEN 'b' ELSE 'c' END", "b"),
        ("case when x = 0 then 1 end", None),
        ("at >= '2024-02-29'", True),
        ("at < '2024-02-29'", False),
    ],
)
def test_expressions_follow_three_valued_logic(text: str, value: Any) -> None:
    row = {"x": 5, "zero": 0, "unknown": None, "word": "it's", "at": day("2024-02-29")}
    assert evaluate(parse(text), lambda name: row[name.text]) == value


@pytest.mark.parametrize("text", ["a +", "a b", "a ; b", "case when a then b", "(a"])
def test_what_is_not_an_expression_is_not_read(text: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        parse(text)


@pytest.mark.parametrize(
    ("agg", "of_some", "of_nulls", "of_none"),
    [
        ("sum", 14, None, None),
        ("count", 4, 0, 0),
        ("count_distinct", 3, 0, 0),
        ("average", 3.5, None, None),
        ("min", 1, None, None),
        ("max", 9, None, None),
        ("median", 2.0, None, None),
    ],
)
def test_aggregations_leave_nulls_out(agg: str, of_some: Any, of_nulls: Any, of_none: Any) -> None:
    assert aggregate(agg, [2, None, 9, 1, 2]) == of_some
    assert aggregate(agg, [None]) == of_nulls
    assert aggregate(agg, []) == of_none


def test_a_null_is_a_zero_for_sum_boolean_alone() -> None:
    assert aggregate("sum_boolean", [True, None, False, True]) == 2
    assert aggregate("sum_boolean", [None]) == 0
    assert aggregate("sum_boolean", []) is None


def test_percentiles_interpolate_unless_they_are_discrete() -> None:
    values = [10, 20, 30, 40]
    assert aggregate("percentile", values, 0.9) == 37.0
    assert aggregate("percentile", values, 0.9, discrete=True) == 40
    assert aggregate("percentile", values, 0.5, discrete=True) == 20
    assert aggregate("percentile", values, 0.0, discrete=True) == 10
    assert aggregate("median", values) == 25.0


@pytest.mark.parametrize(
    ("window", "first", "after"),
    [
        ("28d", "2026-10-20", "2026-11-17"),
        ("1w", "2026-11-09", "2026-11-16"),  # as of a Monday the last complete week ended the day before
        ("4w", "2026-10-19", "2026-11-16"),
        ("previous 4w", "2026-09-21", "2026-10-19"),
        ("3 months", "2026-08-01", "2026-11-01"),
        ("1 quarter", "2026-07-01", "2026-10-01"),
        ("mtd", "2026-11-01", "2026-11-17"),
        ("ytd", "2026-01-01", "2026-11-17"),
        ("next 60 days", "2026-11-17", "2027-01-16"),
    ],
)
def test_windows_end_with_the_last_complete_unit(window: str, first: str, after: str) -> None:
    assert window_range(window, day("2026-11-16")) == (day(first), day(after))


def test_a_unit_that_ends_on_the_day_itself_is_complete() -> None:
    assert window_range("1w", day("2026-11-15")) == (day("2026-11-09"), day("2026-11-16"))
    assert window_range("1 month", day("2026-10-31")) == (day("2026-10-01"), day("2026-11-01"))


@pytest.mark.parametrize(
    ("asked", "item"),
    [
        ("metric_time", Item((), "metric_time")),
        ("Metric_Time__Month", Item((), "metric_time", "month")),
        ("a__b__tier", Item(("a", "b"), "tier")),
        ("sale__paid_at__fiscal", Item(("sale",), "paid_at", "fiscal")),
        ("metric_time__extract_dow", Item((), "metric_time", part="dow")),
        ("TimeDimension('metric_time', 'week')", Item((), "metric_time", "week")),
        ("Dimension('b__tier', entity_path=['a'])", Item(("a", "b"), "tier")),
        ("Dimension('s__at').grain('month')", Item(("s",), "at", "month")),
        ("Dimension('s__at').date_part('dow')", Item(("s",), "at", part="dow")),
        ("Entity('customer')", Item((), "customer")),
        ({"name": "s__at", "grain": "year"}, Item(("s",), "at", "year")),
        ({"name": "metric_time", "date_part": "doy"}, Item((), "metric_time", part="doy")),
    ],
)
def test_names_and_objects_say_the_same(asked: Any, item: Item) -> None:
    assert read_item(asked, {"fiscal"}) == item


def test_a_metric_can_stand_in_a_template() -> None:
    found = read_template("Metric('orders', group_by=['customer'])", ())
    assert found == MetricValue("orders", (Item((), "customer"),))
