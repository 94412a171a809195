"""Sending through Apprise: what arrives, and that no address stands in what is said of a failure."""

import json
import logging
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any, ClassVar

import pytest

from metricops.notify import send
from metricops.notify.sending import MISSING

SECRET = "s3cr3t-token"


class Receiver(BaseHTTPRequestHandler):
    got: ClassVar[list[dict[str, Any]]] = []
    answer: ClassVar[int] = 200

    def do_POST(self) -> None:
        self.got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(self.answer)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def address() -> Iterator[str]:
    """A channel of apprise's `json` kind that leads to a server of this test."""
    pytest.importorskip("apprise")
    Receiver.got.clear()
    Receiver.answer = 200
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"json://127.0.0.1:{server.server_port}/{SECRET}"
    server.shutdown()
    server.server_close()


def test_title_and_body_arrive(address: str) -> None:
    assert send(address, "metricops: 1 change", "Out of line: ü\n→ act") == ""
    (got,) = Receiver.got
    assert (got["title"], got["message"]) == ("metricops: 1 change", "Out of line: ü\n→ act")


def test_a_channel_that_refuses_is_a_failure_without_its_address(
    address: str, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    Receiver.answer = 500
    with caplog.at_level(logging.DEBUG):
        fault = send(address, "t", "b")
    out, err = capfd.readouterr()
    assert fault == "the channel did not take it"
    assert SECRET not in fault + out + err + caplog.text


def test_an_address_that_is_none_is_a_failure_without_it(capfd: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("apprise")
    fault = send(f"nonsense/{SECRET}", "t", "b")
    assert fault == "its address is not one that apprise understands"
    assert SECRET not in "".join(capfd.readouterr())


def test_without_apprise_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "apprise", None)
    assert send("json://x", "t", "b") == MISSING


def test_a_plug_in_that_raises_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    class Raises:
        def add(self, _: str) -> bool:
            raise RuntimeError(SECRET)

    module = type(sys)("apprise")
    module.Apprise = Raises  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "apprise", module)
    assert send(f"x://{SECRET}", "t", "b") == "the channel failed (RuntimeError)"
