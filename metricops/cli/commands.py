"""The commands by name; each lives in a file of its own that is imported only when it is asked for."""

import importlib
import sys
from collections.abc import Sequence
from typing import Any, Never

import click

from metricops.cli.options import shared_parameters
from metricops.cli.outcome import exit_code
from metricops.diagnostics import did_you_mean

COMMANDS = {
    "init": "Write a small working project, or the demo.",
    "build": "Build the models in DuckDB, without dbt.",
    "lint": "Read all definitions and show every fault at its place.",
    "list": "List metrics, models, dimensions, checks or saved queries.",
    "show": "Show one metric: definition, contract, thresholds, lineage, SQL.",
    "sql": "Compile a query to SQL; nothing is run.",
    "query": "Ask for metrics by name.",
    "check": "Run the data-quality checks.",
    "evaluate": "Judge every threshold and check; print what needs someone.",
    "test": "Play scenarios: made-up series, and what thresholds must say of them.",
    "backtest": "Replay a threshold over its history: how often it would have fired.",
    "explain": "Say which segments and parts a metric's change comes from.",
    "compare": "Put two metrics side by side: where they differ, and whether it matters.",
    "packet": "Write the pre-read for the meeting.",
    "workshop": "Write the papers of a workshop that settles a contested word.",
    "schema": "Print the JSON Schema of a kind of YAML file, for editors.",
}

HELP = """Metrics with owners: definitions become SQL, numbers, breaches and decisions.

\b
Start here:
  metricops init --demo demo     a project to play with, with its warehouse
  metricops lint                 is every definition sound?
  metricops query win_rate --by segment --window 8w
  metricops evaluate             what needs someone this week?

Exit codes: 0 fine; 2 a breach or a tier 1 violation; 1 anything that kept the run from its job.
Data goes to stdout, messages and progress to stderr.
"""


class Commands(click.Group):
    """A group that imports a command's module when the command is named, and exits as the exit codes say."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands in the order a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, None when there is none."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"metricops.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments name; an unknown one is refused with the nearest known."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            hint = did_you_mean(args[0], COMMANDS)
            ctx.fail(f'there is no command "{args[0]}"{"; " + hint if hint else ""}')
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands with their summaries, without importing one of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def main(self, args: Sequence[str] | None = None, *_: Any, **extra: Any) -> Never:
        """Runs a command line and exits; standalone or not, the exit codes are ours."""
        words = list(sys.argv[1:] if args is None else args)
        extra |= {"prog_name": "metricops", "standalone_mode": False}
        run = super().main
        sys.exit(exit_code(lambda: run(words, **extra), words))


main = Commands(
    "metricops",
    help=HELP,
    params=shared_parameters(),
    callback=lambda **_: None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
click.version_option(package_name="metricops", message="%(prog)s %(version)s")(main)
