"""An event comes back from its row as it was."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from metricops.ledger import Event, Observed, Run, Told
from metricops.ledger.rows import event, row
from metricops.periods import Period

STAMP = {"run": "r1", "at": datetime(2026, 11, 16, 7, 5, 1, 2, tzinfo=UTC), "as_of": date(2026, 11, 15)}
WEEK = Period(date(2026, 11, 9), date(2026, 11, 15))


@pytest.mark.parametrize(
    "made",
    [
        Run(**STAMP, command="evaluate", exit=2),
        Told(**STAMP, fingerprint="f" * 16, subject="win_rate", status="breach", state="new", period=WEEK, value=0.1),
        Told(**STAMP, fingerprint="g", subject="crm.note", status="breach"),
        Observed(
            **STAMP,
            metric="win_rate",
            segment=(("segment", "SMB’s “own”"), ("region", None)),
            period=WEEK,
            value=Decimal("0.300"),
            n=30,
            numerator=9,
            denominator=Decimal("30.00"),
            definition="d1",
        ),
        Observed(**STAMP, metric="empty", segment=(), period=WEEK, value=None, n=0),
        Observed(**STAMP, metric="wide", segment=(), period=WEEK, value=Decimal("123456789012345678901234.56"), n=1),
    ],
)
def test_an_event_comes_back_as_it_was(made: Event) -> None:
    back = event(row(made))
    assert back == made
    assert type(back) is type(made)
    if isinstance(made, Observed) and isinstance(back, Observed):
        assert [type(x) for x in (back.value, back.numerator)] == [type(x) for x in (made.value, made.numerator)]
        assert str(back.value) == str(made.value)
