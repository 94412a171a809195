"""Where text goes: data to stdout, messages to stderr."""

import os
import sys
from typing import Any, TextIO

import click

from metricops.errors import MetricopsError


def data(text: str) -> None:
    """Writes to stdout; a reader that went away (`| head`) is no fault and ends the writing only.

    Raises MetricopsError when there is nowhere to write to, or no room.
    """
    try:
        _write(text)
    except BrokenPipeError:
        _forget_the_rest()
    except OSError as fault:
        _forget_the_rest()
        raise MetricopsError(f"the result cannot be written: {(fault.strerror or str(fault)).lower()}") from fault


def _write(text: str) -> None:
    if sys.stdout is None:  # started with stdout closed
        raise MetricopsError("the result cannot be written: stdout is closed")
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError:
        _widen(sys.stdout)
        sys.stdout.write(text)
    sys.stdout.flush()


def _widen(stream: Any) -> None:
    """A terminal shows a question mark for what its encoding has no sign for; files and pipes become UTF-8."""
    stream.reconfigure(**({"errors": "replace"} if stream.isatty() else {"encoding": "utf-8"}))


def _forget_the_rest() -> None:
    """What is still buffered must not fail again when the interpreter flushes at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person watches this stream; one that was closed before the start is None."""
    return stream is not None and stream.isatty()


def message(text: str) -> None:
    """Writes one or more lines to stderr."""
    click.echo(text, err=True)


def plural(n: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
