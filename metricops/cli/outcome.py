"""How a command line ends: the exit code, and for every trouble a text that a person can act on."""

import signal
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from signal import SIGTERM
from typing import Any

import click

from metricops.cli.terminal import message
from metricops.diagnostics import pictures
from metricops.errors import DiagnosedError, MetricopsError, StoppedError

UNABLE = 1  # everything that kept the run from its job; 2 is kept for breaches
INTERRUPTED, ENDED = 130, 143


def exit_code(run: Callable[[], Any], words: Sequence[str]) -> int:
    """Runs a command line; what it raises becomes a message on stderr, never a traceback without --debug."""
    try:
        with ended_politely():
            code = run()
    except click.Abort as fault:
        return _stopped(fault)
    except click.ClickException as fault:
        fault.show()
        return UNABLE
    except DiagnosedError as fault:
        message(pictures(fault.diagnostics, {}))
        return UNABLE
    except MetricopsError as fault:
        message(f"error: {fault}")
        return UNABLE
    except OSError as fault:
        where = f'"{fault.filename}": ' if fault.filename else ""
        message(f"error: {where}{(fault.strerror or str(fault)).lower()}")
        return UNABLE
    except Exception as fault:
        _internal(fault, "--debug" in words)
        return UNABLE
    return code if isinstance(code, int) else 0


class EndedError(KeyboardInterrupt):
    """A scheduler asks the process to end."""


@contextmanager
def ended_politely() -> Iterator[None]:
    """SIGTERM stops what runs as Ctrl-C does, so that no query runs on and no file is left behind."""
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(SIGTERM, signal.SIG_DFL)


def _end(*_: object) -> None:
    raise EndedError


def _stopped(fault: click.Abort) -> int:
    """Says what was stopped, where that is known, and by whom."""
    causes: list[str] = []
    ended = False
    cause = fault.__cause__
    while cause is not None:
        causes += [str(cause)] if isinstance(cause, StoppedError) else []
        ended |= isinstance(cause, EndedError)
        cause = cause.__cause__
    message("; ".join(("ended by SIGTERM" if ended else "interrupted", *causes)))
    return ENDED if ended else INTERRUPTED


def _internal(fault: Exception, debug: bool) -> None:
    if debug:
        message("".join(traceback.format_exception(fault)).rstrip())
    text = " ".join(str(fault).split())
    more = "" if debug else "; the same command with --debug shows where"
    message(f"internal error: {type(fault).__name__}: {text} (a fault of metricops, please report it{more})")
