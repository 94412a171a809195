"""How a command line ends: the exit code, and for every trouble a text that a person can act on."""

import traceback
from collections.abc import Callable, Sequence
from typing import Any

import click

from metricops.cli.terminal import message
from metricops.diagnostics import pictures
from metricops.errors import DiagnosedError, MetricopsError

UNABLE = 1  # everything that kept the run from its job; 2 is kept for breaches
INTERRUPTED = 130


def exit_code(run: Callable[[], Any], words: Sequence[str]) -> int:
    """Runs a command line; what it raises becomes a message on stderr, never a traceback without --debug."""
    try:
        code = run()
    except click.Abort:
        message("interrupted")
        return INTERRUPTED
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


def _internal(fault: Exception, debug: bool) -> None:
    if debug:
        message("".join(traceback.format_exception(fault)).rstrip())
    text = " ".join(str(fault).split())
    more = "" if debug else "; the same command with --debug shows where"
    message(f"internal error: {type(fault).__name__}: {text} (a fault of metricops, please report it{more})")
