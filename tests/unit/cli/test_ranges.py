"""The range that a person types: one that ends before it starts is a slip, not a question without rows."""

import pytest

from metricops.cli.ranges import in_order
from metricops.errors import QueryError


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-01", "2026-11-01"),  # one whole day
        ("2026-11-01 23:59", "2026-11-01"),
        ("2026-11-01", "2026-11-01 00:00"),
        ("2026-11-01 10:00+05:00", "2026-11-01 08:00+00:00"),  # 05:00 to 08:00
        ("2026-11-01 10:00+00:00", "2026-11-01 09:00"),  # nobody can tell yet
        ("2026-11-02", "yesterday"),  # told where it is read
        (None, "2026-11-01"),
    ],
)
def test_a_range_in_order_stays_as_typed(start: str | None, end: str) -> None:
    assert in_order(start, end) == (start, end)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-02", "2026-11-01"),
        ("2026-11-01 00:01", "2026-11-01 00:00"),
        ("2026-11-01 10:00+00:00", "2026-11-01 10:00+01:00"),
    ],
)
def test_a_range_that_ends_before_it_starts_is_refused(start: str, end: str) -> None:
    with pytest.raises(QueryError, match=f"from {start} to {end}".replace("+", r"\+")) as fault:
        in_order(start, end)
    assert fault.value.diagnostics[0].code == "P041"


def test_no_range_is_none() -> None:
    assert in_order(None, None) is None
