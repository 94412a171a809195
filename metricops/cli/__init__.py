"""The command line: arguments in, tables and files out."""

import gc

gc.set_threshold(100_000)  # a command makes many values and few cycles: collecting was a fifth of its start

from metricops.cli.commands import main  # noqa: E402  after the line above, which imports gain most from

__all__ = ["main"]
