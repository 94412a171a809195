"""What events add up to."""

from datetime import UTC, date, datetime

from metricops.ledger import Told, first_seen, last_told


def told(fingerprint: str, day: int, status: str, run: str = "r") -> Told:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    return Told(run=run, at=at, as_of=date(2026, 11, day), fingerprint=fingerprint, subject="m", status=status)


def test_the_last_word_is_of_the_latest_day_and_of_one_day_the_latest() -> None:
    events = [told("a", 8, "breach"), told("a", 15, "ok", "r1"), told("a", 15, "watch", "r2"), told("a", 1, "breach")]
    assert last_told(events)["a"] == events[2]


def test_a_backfilled_day_moves_the_first_one_back_and_fine_days_do_not_count() -> None:
    events = [told("a", 15, "breach"), told("b", 8, "ok"), told("b", 15, "not_judged"), told("a", 8, "breach")]
    assert first_seen(events) == {"a": date(2026, 11, 8), "b": date(2026, 11, 15)}


def test_what_was_only_ever_fine_was_not_seen() -> None:
    assert first_seen([told("a", 8, "ok")]) == {}
    assert last_told([]) == {}
