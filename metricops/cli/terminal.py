"""Where text goes: data to stdout, messages to stderr."""

import os
import sys

import click


def data(text: str) -> None:
    """Writes to stdout; a reader that went away (`| head`) is no fault and ends the writing only."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # what is still buffered must not fail again when the interpreter flushes at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def message(text: str) -> None:
    """Writes one or more lines to stderr."""
    click.echo(text, err=True)


def plural(n: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"
