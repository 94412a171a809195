"""metricops init: a small working project, the demo, or what a dbt project already has."""

from pathlib import Path

import click

from metricops import api
from metricops.cli.options import Scope, shared
from metricops.cli.progress import progress
from metricops.cli.templates import DEMO_PARTS, STARTER, demo_template, write_template
from metricops.cli.terminal import data, plural
from metricops.demo import DEMO_AS_OF, write
from metricops.project import DuckDBSettings, Settings

MARKS = ("metricops.yml", "dbt_project.yml")
STARTER_AS_OF = "2026-11-15"  # the last day of the starter's rows


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--demo", is_flag=True, help="The demo: a dbt project with its warehouse, four KPIs and their checks.")
@shared(formats=())
def command(scope: Scope, folder: Path, demo: bool) -> None:
    """Write a small working project into DIR, or with --demo the demo and its warehouse.

    A dbt project needs nothing written: its semantic models and metrics are read as they are.

    \b
    Examples:
      metricops init shop
      metricops init --demo demo
    """
    root = folder if folder != Path(".") or scope.project == "." else Path(scope.project)
    found = next((mark for mark in MARKS if (root / mark).is_file()), None)
    if found:
        _say_what_is_there(root, found)
    elif demo:
        _demo(root)
    else:
        write_template(STARTER, root)
        _next(root, "metricops build", f"metricops query return_rate --by region --window 1w --as-of {STARTER_AS_OF}")


def _say_what_is_there(root: Path, mark: str) -> None:
    project = api.open(str(root))
    manifest = project.manifest
    told = [
        plural(len(manifest.models), "semantic model"),
        plural(len(manifest.metrics), "metric"),
        plural(len(manifest.operating), "operating KPI"),
        plural(len(manifest.checks), "check"),
    ]
    data(f"{root / mark} is there already: {', '.join(told)}. Nothing was written.\n")
    _next(root, "metricops lint")


def _demo(root: Path) -> None:
    write_template(demo_template(), root, DEMO_PARTS)
    project = api.open(str(root))
    with progress("demo warehouse") as told:
        write(_warehouse(project.settings), told)
        project.build(progress=told)
    _next(
        root,
        f"metricops query win_rate --by segment --window 8w --as-of {DEMO_AS_OF}",
        f"metricops evaluate --as-of {DEMO_AS_OF}",
    )


def _warehouse(settings: Settings) -> Path:
    assert isinstance(settings.engine, DuckDBSettings), "the demo's template names a DuckDB file"
    return settings.engine.path


def _next(root: Path, *commands: str) -> None:
    """The commands that make sense now, as they can be typed."""
    lines = commands if root == Path(".") else (f"cd {root}", *commands)
    data("Next:\n" + "".join(f"  {line}\n" for line in lines))
