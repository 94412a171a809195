"""Owners are told every change once: whatever fails is tried again, whatever was killed is never sent twice."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from metricops.ledger import Ledger
from metricops.notify import Message
from metricops.notify.messages import Line
from metricops.pipeline.telling import Delivery, tell, unfinished, unsent

AS_OF, AT = date(2026, 11, 15), datetime(2026, 11, 16, 6, 30, tzinfo=UTC)
ADDRESSES = {"SALES": "json://sales", "REVOPS": "json://revops"}
Sent = list[tuple[str, str]]


def message(*changes: str, owner: str = "Sales", channel: str = "SALES") -> Message:
    return Message(owner, channel, tuple(Line(change, f"{change} happened") for change in changes))


def told(ledger: Ledger, *messages: Message, sent: Sent, fails: str = "") -> tuple[Delivery, ...]:
    def send(address: str, title: str, body: str) -> str:
        sent.append((address, body))
        return "down" if fails and fails in address else ""

    return tell(ledger, messages, ADDRESSES, send, AS_OF, AT)


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "ledger.db")


def test_a_change_is_told_once_however_often_it_is_found(ledger: Ledger) -> None:
    sent: Sent = []
    for _ in range(3):
        told(ledger, message("a", "b"), sent=sent)
    assert sent == [("json://sales", "a happened\n\nb happened")]


def test_only_what_is_new_is_told(ledger: Ledger) -> None:
    sent: Sent = []
    told(ledger, message("a"), sent=sent)
    told(ledger, message("a", "b"), sent=sent)
    assert [body for _, body in sent] == ["a happened", "b happened"]


def test_every_owner_and_channel_is_told_for_itself(ledger: Ledger) -> None:
    sent: Sent = []
    told(
        ledger, message("a"), message("a", owner="RevOps", channel="REVOPS"), message("a", channel="REVOPS"), sent=sent
    )
    assert [address for address, _ in sent] == ["json://sales", "json://revops", "json://revops"]


def test_a_channel_that_fails_stops_no_other_and_is_tried_again(ledger: Ledger) -> None:
    sent: Sent = []
    both = (message("a"), message("b", owner="RevOps", channel="REVOPS"))
    first = told(ledger, *both, sent=sent, fails="sales")
    assert [delivery.fault for delivery in first] == ["down", ""]
    told(ledger, *both, sent=sent)
    told(ledger, *both, sent=sent)
    assert [body for _, body in sent] == ["a happened", "b happened", "a happened"]


def test_what_failed_is_told_later_even_when_it_is_no_news_any_more(ledger: Ledger) -> None:
    sent: Sent = []
    told(ledger, message("over"), sent=sent, fails="sales")
    told(ledger, sent=sent)
    told(ledger, message("new"), sent=sent)
    assert [body for _, body in sent] == ["over happened", "over happened", "new happened"]


def test_nothing_is_written_down_for_a_channel_that_is_not_there(ledger: Ledger) -> None:
    sent: Sent = []
    faults = [d.fault for d in told(ledger, message("a", channel="NONE"), message("a", channel=""), sent=sent)]
    assert faults[0] == 'the environment variable "NONE" is not set'
    assert 'name one for "Sales"' in faults[1]
    assert (sent, ledger.notified()) == ([], ())


def test_showing_sends_nothing_and_remembers_nothing(ledger: Ledger) -> None:
    assert [m.body for m in unsent(ledger, [message("a")])] == ["a happened"]
    assert not ledger.path.exists()
    told(ledger, message("a"), sent=[])
    assert unsent(ledger, [message("a")]) == ()


KILLED = """
import os, signal, sys
from datetime import UTC, date, datetime
from pathlib import Path
from metricops.ledger import Ledger
from metricops.notify import Message
from metricops.notify.messages import Line
from metricops.pipeline.telling import tell

def send(address, title, body):
    Path(sys.argv[2]).write_text(body)
    os.kill(os.getpid(), signal.SIGKILL)

messages = [Message("Sales", "SALES", (Line("a", "a happened"),))]
tell(Ledger(Path(sys.argv[1])), messages, {"SALES": "x"}, send, date(2026, 11, 15), datetime(2026, 11, 16, tzinfo=UTC))
"""


def test_a_run_killed_after_sending_leaves_an_intent_that_is_told_and_never_sent_again(
    ledger: Ledger, tmp_path: Path
) -> None:
    arrived = tmp_path / "arrived"
    command = [sys.executable, "-c", KILLED, str(ledger.path), str(arrived)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert arrived.read_text() == "a happened"
    sent: Sent = []
    told(ledger, message("a"), sent=sent)
    assert sent == []
    assert [(event.owner, event.text) for event in unfinished(ledger)] == [("Sales", "a happened")]


def test_runs_at_the_same_time_send_a_change_once(ledger: Ledger) -> None:
    sent: Sent = []
    told(ledger, message("first"), sent=sent)

    def run(_: int) -> None:
        told(Ledger(ledger.path), message("a", "b"), sent=sent)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(run, range(8)))
    assert sorted(part for _, body in sent[1:] for part in body.split("\n\n")) == ["a happened", "b happened"]


def test_what_is_written_down_names_no_address(ledger: Ledger) -> None:
    told(ledger, message("a"), sent=[], fails="sales")
    assert all("json://" not in str(event) for event in ledger.notified())
    assert b"json://" not in ledger.path.read_bytes()
