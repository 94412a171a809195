"""The command line: arguments in, tables and files out."""

from metricops.cli.commands import main

__all__ = ["main"]
