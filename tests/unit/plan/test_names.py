"""Names: links, elements, grains and date parts, the columns they become, and where their endings stand."""

from typing import Any

import pytest
from small_project import SHOP, TABLES, manifest_of, planned, project_of, refusal

from metricops.expressions import ColumnUse, parse_reference, split_name
from metricops.periods import DatePart
from metricops.plan.names import bare_name, name_of
from metricops.source import Span, fragment

FISCAL = """
models:
  - name: dim_date
    time_spine:
      standard_granularity_column: day
      custom_granularities: [{name: fiscal_month, column_name: period}]
    columns: [{name: day, granularity: day}]
"""
OWN = "models:" + SHOP.split("[{name: day, granularity: day}]")[1]
CUSTOM = manifest_of(FISCAL, OWN)
MANIFEST = manifest_of(SHOP)


@pytest.mark.parametrize(
    ("text", "links", "element", "grain", "part"),
    [
        ("status", (), "status", None, None),
        ("sale__status", ("sale",), "status", None, None),
        ("a__b__c", ("a", "b"), "c", None, None),
        ("metric_time__month", (), "metric_time", "month", None),
        ("a__time__extract_dow", ("a",), "time", None, DatePart.DOW),
        ("a__time__extract_hour", ("a", "time"), "extract_hour", None, None),
        ("month", (), "month", None, None),
        ("extract_dow", (), "extract_dow", None, None),
        ("metric_time__fiscal_month", (), "metric_time", "fiscal_month", None),
        (" Sale__STATUS ", ("sale",), "status", None, None),
        ("day__day", (), "day", "day", None),
    ],
)
def test_a_name_is_taken_apart(
    text: str, links: tuple[str, ...], element: str, grain: str | None, part: DatePart | None
) -> None:
    found = split_name(text, {"fiscal_month"})
    assert (found.links, found.element, found.grain, found.date_part) == (links, element, grain, part)


@pytest.mark.parametrize(
    ("group_by", "column"),
    [
        ("metric_time", "metric_time__day"),
        ("metric_time__week", "metric_time__week"),
        ("metric_time__extract_year", "metric_time__extract_year"),
        ("ordered_on", "ordered_on__day"),
        ("sale__ordered_on__month", "sale__ordered_on__month"),
        ("Dimension('status', entity_path=['sale'])", "sale__status"),
        ("customer__segment", "customer__segment"),
        ("customer", "customer"),
        ("metric_time__fiscal_month", "metric_time__fiscal_month"),
    ],
)
def test_a_column_is_named_as_it_was_asked_for(group_by: str, column: str) -> None:
    assert planned(CUSTOM, "revenue", group_by=[group_by]).keys == (column,)


@pytest.mark.parametrize(
    ("text", "ending"),
    [
        ("Dimension('sale__ordered_on__mnth')", "mnth"),
        ("Dimension('sale__ordered_on__month')", "month"),
        ("Dimension('metric_time__extract_dow')", "extract_dow"),
        ("TimeDimension('metric_time', 'week')", "'week'"),
        ("Dimension('metric_time').date_part('dow')", "'dow'"),
    ],
)
def test_the_place_of_a_grain_is_known(text: str, ending: str) -> None:
    span = name_of(parse_reference(text, fragment(text)), MANIFEST).grain_span
    assert span is not None
    assert text[span.start : span.end] == ending
    assert span.column == span.start + 1


def test_so_is_that_of_a_bare_names_grain() -> None:
    text = "metric_time__month > '2024-01-01'"
    span = bare_name(ColumnUse("metric_time__month", Span("<query>", 0, 18, 1, 1, text)), MANIFEST).grain_span
    assert span is not None
    assert text[span.start : span.end] == "month"


@pytest.mark.parametrize(
    ("group_by", "code", "hint"),
    [
        ("metric_time__mnth", "P020", 'did you mean "month"?'),
        ("sale__ordered_on__wek", "P020", 'did you mean "week"?'),
        ("metric_time__extract_week", "P014", "date parts are year, quarter, month, day, doy, dow (1 is Monday)"),
        ("sale__statsu", "P023", 'did you mean "sale__status"?'),
        ("statsu", "P023", 'did you mean "sale__status"?'),
        ("segment", "P023", 'did you mean "customer__segment"?'),
        ("customer__status", "P023", 'did you mean "sale__status"?'),
        ("sale__status__week", "P024", ""),
        ("customer__week", "P024", ""),
    ],
)
def test_what_a_name_was_meant_to_be_is_suggested(group_by: str, code: str, hint: str) -> None:
    reason = refusal(MANIFEST, "revenue", group_by=[group_by])
    assert (reason.code, reason.hint) == (code, hint)


PERIODS = TABLES.replace(
    "cast(range as date) as day", "cast(range as date) as day, (dayofyear(range) - 1) // 28 + 1 as period"
)


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        ({"by": ["metric_time__fiscal_month"]}, [(2, 35.5), (3, 7)]),
        ({"by": ["sale__ordered_on__fiscal_month"]}, [(2, 35.5), (3, 7)]),
        ({"where": ["metric_time__fiscal_month = 3"]}, [(7,)]),
        ({"where": ["{{ TimeDimension('metric_time', 'fiscal_month') }} < 3"]}, [(35.5,)]),
    ],
)
def test_a_custom_grain_groups_and_filters(asked: dict[str, Any], rows: list[tuple[Any, ...]]) -> None:
    """28-day periods: 30 January to 2 February are days 30 to 33, the second period; 5 March is day 65, the third."""
    with project_of(PERIODS, FISCAL, OWN) as project:
        assert list(project.query("revenue", **asked).rows) == rows
