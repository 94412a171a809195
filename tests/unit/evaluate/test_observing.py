"""Rows of a query become series."""

from datetime import date, datetime
from decimal import Decimal
from math import isnan

import pytest

from metricops.evaluate.observe import empty_series, observe
from metricops.evaluate.values import Question
from metricops.manifest import Scope
from metricops.periods import Period

START, END = date(2026, 11, 9), date(2026, 11, 15)
WEEK, BEFORE = Period(START, END), Period(date(2026, 11, 2), date(2026, 11, 8))
COLUMNS = ("window_start", "window_end", "segment", "kpi", "kpi__n", "kpi__numerator", "kpi__denominator", "kpi__first")


def question(*by: str, where: tuple[Scope, ...] = ()) -> Question:
    return Question("kpi", by, where, (BEFORE, WEEK))


def test_one_series_for_every_segment_and_the_earliest_first_row() -> None:
    rows = [
        (START, END, "A", 0.5, 4, 2, 4, date(2026, 3, 1)),
        (START, END, None, None, 0, None, None, None),
        (BEFORE.start, BEFORE.end, "A", 0.25, 8, Decimal(2), 8, date(2026, 2, 1)),
    ]
    a, none = observe(question("segment"), COLUMNS, rows)
    assert (a.segment, a.first) == ((("segment", "A"),), date(2026, 2, 1))
    assert a.observations[BEFORE].numerator == Decimal(2)
    assert (a.observations[WEEK].value, a.observations[WEEK].n) == (0.5, 4)
    assert (none.segment, none.first) == ((("segment", None),), None)
    assert none.observations[WEEK].value is None


def test_timestamps_are_days_and_the_case_of_names_does_not_matter() -> None:
    rows = [(datetime(2026, 11, 9), datetime(2026, 11, 15), "A", 1, 1, None, None, datetime(2026, 1, 1, 13))]
    (series,) = observe(question("Segment"), [c.upper() for c in COLUMNS], rows)
    assert series.segment == (("Segment", "A"),)
    assert series.first == date(2026, 1, 1)
    assert set(series.observations) == {WEEK}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (7, "7"),
        (Decimal("1E+2"), "100"),
        (date(2026, 1, 2), "2026-01-02"),
        ("NULL", "NULL"),
        (None, None),
        ("", ""),
    ],
)
def test_segment_values_are_text(value: object, text: str | None) -> None:
    (series,) = observe(question("segment"), COLUMNS, [(START, END, value, 1, 1, None, None, None)])
    assert series.segment == (("segment", text),)


def test_the_scope_is_part_of_the_segment_unless_it_is_grouped_by() -> None:
    scope = (Scope("region", "EMEA"),)
    row = (START, END, "A", 1, 1, None, None, None)
    assert observe(question("segment", where=scope), COLUMNS, [row])[0].segment == (
        ("segment", "A"),
        ("region", "EMEA"),
    )
    assert observe(question(where=(Scope("segment", "A"),)), COLUMNS, [row])[0].segment == (("segment", "A"),)
    assert observe(question("segment", where=(Scope("segment", "A"),)), COLUMNS, [row])[0].segment == (
        ("segment", "A"),
    )


def test_without_rows_there_are_no_series_and_the_empty_one_has_the_scope() -> None:
    assert observe(question("segment"), COLUMNS, []) == ()
    assert empty_series(question("region", where=(Scope("segment", "A"),))).segment == (("segment", "A"),)


def test_without_a_first_row_the_data_begins_with_its_oldest_window() -> None:
    columns = ("window_start", "window_end", "kpi", "kpi__n")
    rows = [(START, END, 3, 1), (BEFORE.start, BEFORE.end, None, 0)]
    assert observe(question(), columns, rows)[0].first == START


def test_what_is_no_number_is_not_a_number() -> None:
    (series,) = observe(question(), COLUMNS, [(START, END, "A", "12", 1, None, None, None)])
    value = series.observations[WEEK].value
    assert isinstance(value, float)
    assert isnan(value)
