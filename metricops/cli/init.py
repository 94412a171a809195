"""metricops init: a small working project, the demo, or what a dbt project already has."""

import os
from pathlib import Path
from shlex import quote

import click

from metricops import api
from metricops.build import build
from metricops.cli.options import Scope, shared
from metricops.cli.progress import Progress, counted, progress
from metricops.cli.templates import DEMO_PARTS, STARTER, demo_template, write_template
from metricops.cli.terminal import data, plural
from metricops.demo import DEMO_AS_OF, write
from metricops.errors import MetricopsError
from metricops.project import settings

MARKS = ("metricops.yml", "dbt_project.yml")
STARTER_AS_OF = "2026-11-15"  # the last day of the starter's rows


@click.command("init")
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--demo", is_flag=True, help="The demo: a dbt project with its warehouse, four KPIs and their checks.")
@shared(formats=())
def command(scope: Scope, folder: Path, demo: bool) -> None:
    """Write a small working project into DIR, or with --demo the demo and its warehouse.

    A dbt project needs nothing written: its semantic models and metrics are read as they are.
    In a project that is the demo already, --demo writes its warehouse anew.

    \b
    Examples:
      metricops init shop
      metricops init --demo demo
    """
    root = folder if folder != Path(".") else Path(scope.project)
    found = next((mark for mark in MARKS if (root / mark).is_file()), None)
    if demo and (found is None or _is_demo(root)):
        _demo(root, with_files=found is None)
    elif demo:
        raise MetricopsError(f'"{root / str(found)}" is another project; --demo needs a folder without one')
    elif found:
        _say_what_is_there(root, found)
    else:
        write_template(STARTER, root)
        _next(root, "metricops build", f"metricops query return_rate --by region --window 1w --as-of {STARTER_AS_OF}")


def _say_what_is_there(root: Path, mark: str) -> None:
    with api.open(root) as project:
        manifest = project.manifest
    told = [
        plural(len(manifest.models), "semantic model"),
        plural(len(manifest.metrics), "metric"),
        plural(len(manifest.operating), "operating KPI"),
        plural(len(manifest.checks), "check"),
    ]
    data(f"{root / mark} is there already: {', '.join(told)}. Nothing was written.\n")
    _next(root, "metricops lint")


def _is_demo(root: Path) -> bool:
    ours, theirs = demo_template() / MARKS[0], root / MARKS[0]
    return theirs.is_file() and ours.read_bytes() == theirs.read_bytes()


def _demo(root: Path, with_files: bool) -> None:
    if with_files:
        write_template(demo_template(), root, DEMO_PARTS)
    with progress("demo warehouse") as told:
        build(settings(root.resolve(), os.environ), progress=counted(told), raw=lambda path: _raw(path, told))
    as_of = f"--as-of {DEMO_AS_OF}"
    _next(root, f"metricops query win_rate --by segment --window 8w {as_of}", f"metricops evaluate {as_of}")


def _raw(path: Path, told: Progress | None) -> None:
    write(path, told)


def _next(root: Path, *commands: str) -> None:
    """The commands that make sense now, as they can be typed."""
    lines = commands if root == Path(".") else (f"cd {quote(str(root))}", *commands)
    data("Next:\n" + "".join(f"  {line}\n" for line in lines))
