"""Tables fit their width, line up, and show numbers in their units."""

from datetime import UTC, date, datetime
from decimal import Decimal

from made_evaluation import BREACH, CHECKS, FINE, TOO_FEW

from metricops.engines.result import Result, ResultColumn
from metricops.evaluate.colours import status_text
from metricops.evaluate.values import State, Status
from metricops.output.table import Column, Table, clean, table_text, wide
from metricops.output.tables import checks_table, findings_table, result_table


def test_numbers_stand_right_and_text_left() -> None:
    table = Table((Column("name"), Column("n", right=True)), (("a", "1"), ("bcd", "1,000")))
    assert table_text(table) == "name      n\n----  -----\na         1\nbcd   1,000\n"


def test_sentences_wrap_so_that_the_table_fits() -> None:
    text = table_text(findings_table([BREACH, TOO_FEW, FINE]), 80)
    assert max(len(line) for line in text.splitlines()) <= 80
    assert "semantic/sales.yml:14" in text
    assert text.index("▼ red new") < text.index("○ grey too_few") < text.index("● green")


def test_a_breach_shows_money_date_owner_action_and_place() -> None:
    text = table_text(findings_table([BREACH]), 160)
    for word in ("$590k", "2026-11-22", "Head of Sales", "→ investigate: Which source stopped?", BREACH.sentence):
        assert word in text


def test_a_grey_finding_says_why_once() -> None:
    text = table_text(findings_table([TOO_FEW]), 160)
    assert text.count("29 of 30 deals") == 1


def test_only_painted_cells_are_painted_and_stay_aligned() -> None:
    table = Table((Column("s", painted=True), Column("t")), (("red", "x"), ("green", "y")))
    plain, painted = table_text(table), table_text(table, paint=lambda text: f"\x1b[31m{text}\x1b[0m")
    assert painted.replace("\x1b[31m", "").replace("\x1b[0m", "") == plain
    assert painted.startswith("s"), "headings are not painted"


def test_values_cannot_move_the_cursor() -> None:
    assert clean("a\x1b[2Jb\u202ec\r") == "a [2Jb c "


def test_wide_characters_take_two_columns() -> None:
    assert wide("日本") == 4
    table = Table((Column("a"), Column("b")), (("日本", "x"), ("abcd", "y")))
    assert table_text(table).splitlines()[2:] == ["日本  x", "abcd  y"]


def test_an_empty_table_has_its_headings() -> None:
    assert table_text(Table((Column("a"),), ())) == "a\n-\n"


def test_result_cells_follow_their_units() -> None:
    columns = (
        ResultColumn("segment", "VARCHAR"),
        ResultColumn("year", "INTEGER"),
        ResultColumn("day", "TIMESTAMP"),
        ResultColumn("win_rate", "DOUBLE", "%"),
        ResultColumn("arr", "DECIMAL", "usd"),
        ResultColumn("cycle", "DOUBLE", "days"),
        ResultColumn("sales_cycle_days", "DOUBLE", "days"),
    )
    rows = (
        ("SMB", 2026, datetime(2026, 11, 9), 0.2083, Decimal("1234567.10"), 38.24, 38.24),
        (None, 2026, date(2026, 11, 9), None, None, None, 1),
    )
    table = result_table(Result(columns, rows, ""))
    assert [c.name for c in table.columns][5:] == ["cycle (days)", "sales_cycle_days"]
    assert [c.right for c in table.columns] == [False, True, False, True, True, True, True]
    assert table.rows[0] == ("SMB", "2026", "2026-11-09", "20.8%", "$1,234,567", "38.2", "38.2")
    assert table.rows[1][:4] == ("(none)", "2026", "2026-11-09", "no data")


def test_checks_say_what_to_do() -> None:
    text = table_text(checks_table(CHECKS), 160)
    assert "→ Set the close date." in text
    assert 'there is no table "crm.crm_opportunities"' in text
    assert "3  120" in text


def test_status_has_a_shape_a_colour_and_a_word() -> None:
    assert status_text(Status.BREACH, State.ONGOING) == "▼ red ongoing"
    assert status_text(Status.OK) == "● green"
    assert status_text(Status.NOT_JUDGED, State.NEW) == "○ grey not_judged"


def test_a_metric_without_a_unit_is_missing_as_any_other_and_midnight_in_utc_is_a_day() -> None:
    columns = (ResultColumn("month", "TIMESTAMPTZ"), ResultColumn("growth", "DOUBLE"))
    rows = ((datetime(2026, 5, 1, tzinfo=UTC), None), (None, 0.5), (datetime(2026, 5, 1, 6, tzinfo=UTC), 1.0))
    table = result_table(Result(columns, rows, ""), {"growth"})
    assert table.rows == (("2026-05-01", "no data"), ("(none)", "0.5"), ("2026-05-01 06:00:00", "1"))
