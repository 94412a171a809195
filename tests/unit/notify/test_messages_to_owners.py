"""Messages: one an owner, with what happened, since when and what to do."""

from dataclasses import replace
from datetime import date

from made_evaluation import BREACH, CHECKS

from metricops.evaluate.values import Status
from metricops.exception_list import Alert, Problem
from metricops.notify import messages

NOW = date(2026, 11, 15)
NEW = Alert(Problem.BREACH, BREACH, "a1", NOW, NOW, owner="Head of Sales")
OVER = replace(NEW, since=date(2026, 11, 1), resolved=True, subject=replace(BREACH, sentence="Coverage is 3.2x."))
CHECK = Alert(Problem.BREACH, CHECKS[0], "c1", NOW, NOW, owner="RevOps")
BLIND = Alert(Problem.NOT_JUDGED, CHECKS[1], "c2", NOW, NOW)
CHANNELS = {"Head of Sales": "SALES", "others": "REVOPS"}


def test_every_owner_gets_one_message_through_their_channel_or_that_of_others() -> None:
    found = messages([NEW, CHECK, OVER, BLIND], CHANNELS)
    assert [(m.owner, m.channel, len(m.lines)) for m in found] == [
        ("Head of Sales", "SALES", 2),
        ("RevOps", "REVOPS", 1),
        ("(no owner)", "REVOPS", 1),
    ]
    assert [m.title for m in found][:2] == ["metricops: 2 changes for Head of Sales", "metricops: 1 change for RevOps"]


def test_without_a_channel_for_others_an_owner_may_have_none() -> None:
    assert [m.channel for m in messages([CHECK], {"Head of Sales": "SALES"})] == [""]


def test_a_line_says_what_happened_and_what_to_do() -> None:
    (one,) = messages([replace(NEW, since=date(2026, 11, 1))], CHANNELS)
    assert one.body.splitlines() == [
        "Out of line (since 2026-11-01): Enterprise pipeline coverage is 2.41x, below 3.0x.",
        "→ investigate: Which source stopped? (due 2026-11-22)",
        "→ reallocate to CRO: Move SDRs. (due 2026-11-22)",
        "semantic/sales.yml:14",
    ]


def test_what_is_over_asks_for_nothing() -> None:
    assert messages([OVER], CHANNELS)[0].body == "Back in line (since 2026-11-01): Coverage is 3.2x."


def test_checks_say_how_many_records_and_how_to_mend_them() -> None:
    assert messages([CHECK], CHANNELS)[0].body.splitlines() == [
        "Out of line (new): check commit_needs_a_date: 3 of 120 records violate it",
        "→ Set the close date.",
        "checks/crm.yml:8",
    ]
    fine = replace(CHECK, resolved=True, subject=replace(CHECKS[0], status=Status.OK, violations=0))
    assert messages([fine], CHANNELS)[0].body == "Back in line (new): check commit_needs_a_date: it holds"
    assert "Could not be judged (new): check lost_deals_say_why: there is no table" in messages([BLIND], {})[0].body
