"""Sparklines leave gaps where there is no value and draw nothing when there is nothing to compare."""

from metricops.packet.sparkline import sparkline


def test_fewer_than_two_values_draw_nothing() -> None:
    assert sparkline((), "x") == sparkline((None, 3, None), "x") == ""


def test_the_line_spans_the_box_from_low_to_high() -> None:
    assert '<polyline points="2.0,22.0 118.0,2.0"/>' in sparkline((1, 2), "x")


def test_a_gap_splits_the_line() -> None:
    assert sparkline((1, 2, None, 2, 1), "x").count("<polyline") == 2


def test_a_flat_history_is_a_line_in_the_middle() -> None:
    assert '"2.0,12.0 118.0,12.0"' in sparkline((5, 5), "x")
