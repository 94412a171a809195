"""Runs a driver's call so that a time limit or Ctrl-C ends it."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Generic, TypeVar

from metricops.errors import EngineError, StoppedError
from metricops.sql.compiled import CompiledQuery

Value = TypeVar("Value")
AGAIN = 0.05
"""Seconds between two interrupts; one that comes before the call has begun is lost."""


class _Call(Thread, Generic[Value]):
    """The call in a thread of its own: the main thread stays free to hear Ctrl-C, on every version of the driver."""

    def __init__(self, work: Callable[[], Value]) -> None:
        super().__init__(daemon=True)
        self.work, self.done = work, Event()
        self.value: list[Value] = []
        self.fault: BaseException | None = None

    def run(self) -> None:
        try:
            self.value.append(self.work())
        except BaseException as fault:
            self.fault = fault
        finally:
            self.done.set()


def interruptible(work: Callable[[], Value], interrupt: Callable[[], None], timeout: float | None) -> Value:
    """What `work` returns or raises; TimeoutError after `timeout` seconds, KeyboardInterrupt on Ctrl-C.

    In both cases `interrupt` is called until the work has ended, so that nothing runs on behind the caller's back.
    """
    call = _Call(work)
    call.start()
    try:
        in_time = call.done.wait(timeout)
    except KeyboardInterrupt:
        _stop(call, interrupt)
        raise
    if not in_time:
        _stop(call, interrupt)
        raise TimeoutError
    if call.fault is not None:
        raise call.fault
    return call.value[0]


def _stop(call: _Call[Value], interrupt: Callable[[], None]) -> None:
    interrupt()
    while not call.done.wait(AGAIN):
        interrupt()


def too_slow(engine: str, query: CompiledQuery, timeout: float | None) -> EngineError:
    """What is said of a query that did not end in time."""
    limit = f"within {timeout:g} s" if timeout else "in time"
    message = f"{engine} did not answer {limit}; running was the query for {query.title}"
    return EngineError(message, hint="ask for a shorter window or fewer groups, or allow more time", sql=query.sql)


def stopped(query: CompiledQuery, seconds: float) -> StoppedError:
    """What is said of a query that somebody stopped."""
    return StoppedError(f"the query for {query.title} had been running for {seconds:.1f} s")
