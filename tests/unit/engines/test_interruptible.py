"""A call ends with its value, its fault, its time limit or Ctrl-C, and never runs on behind the caller's back."""

import os
import signal
import threading
import time

import pytest

from metricops.engines.interruptible import interruptible


def test_the_value_comes_back() -> None:
    assert interruptible(lambda: 42, lambda: None, None) == 42


def test_the_fault_comes_back() -> None:
    with pytest.raises(ZeroDivisionError):
        interruptible(lambda: 1 / 0, lambda: None, 5)


def test_a_time_limit_interrupts_until_the_work_has_ended() -> None:
    heard, ended = threading.Event(), threading.Event()

    def work() -> None:
        heard.wait(10)
        ended.set()

    with pytest.raises(TimeoutError):
        interruptible(work, heard.set, 0.01)
    assert ended.is_set()


def test_an_interrupt_that_came_too_early_is_sent_again() -> None:
    calls: list[float] = []

    def work() -> None:
        while len(calls) < 3:
            time.sleep(0.01)

    with pytest.raises(TimeoutError):
        interruptible(work, lambda: calls.append(time.monotonic()), 0.01)
    assert len(calls) >= 3


def test_ctrl_c_interrupts_the_work_and_is_passed_on() -> None:
    heard = threading.Event()
    threading.Timer(0.1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        interruptible(lambda: heard.wait(10), heard.set, None)
    assert heard.is_set()
