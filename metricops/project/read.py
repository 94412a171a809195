"""Reads a project's settings: metricops.yml first, dbt_project.yml for what it leaves out, then the defaults."""

import re
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from metricops.diagnostics import Diagnostic
from metricops.periods import Calendar
from metricops.project.dbt_project import DbtProject, dbt_project
from metricops.project.engine import engine
from metricops.project.fields import Fields
from metricops.project.find import DBT, OWN
from metricops.project.reading import Reading
from metricops.project.settings import Paths, Settings

KEYS = ("name", "engine", "profile", "target", "paths", "calendar", "ledger", "history", "timeout", "notify")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
VARIABLE_HINT = "the variable holds the address, which is a secret: REVOPS_CHANNEL"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MOST_SECONDS = 86_400
MOST_HISTORY = 520
"""Windows; ten years of weeks."""


def settings(root: Path, env: Mapping[str, str]) -> Settings:
    """The settings of the project at `root`, an absolute path; `env` is the process's environment.

    Nothing is raised: faults stand in `diagnostics`, and what could not be read has its default (an engine: None).
    """
    reading = Reading(root, env)
    own = Fields(reading, *reading.open(root / OWN))
    own.only(KEYS)
    dbt = dbt_project(Fields(reading, *reading.open(root / DBT)))
    name = own.text("name") or dbt.name or root.name
    channels = _notify(own.fields("notify"))
    return Settings(
        root=root,
        name=name,
        engine=engine(own, dbt, reading, root / "warehouse" / f"{name}.duckdb"),
        paths=_paths(own.fields("paths"), dbt, root),
        calendar=_calendar(own.fields("calendar")),
        ledger=root / own.text("ledger", ".metricops/ledger.db"),
        history=own.number("history", 26, 1, MOST_HISTORY),
        timeout=own.number("timeout", 0, 1, MOST_SECONDS) or None if "timeout" in own else None,
        target=root / (env.get("DBT_TARGET_PATH") or dbt.target_path) if dbt.target_path else None,
        diagnostics=tuple(sorted(reading.faults, key=_place)),
        variables=dbt.variables,
        models=dbt.models,
        texts=reading.texts,
        notify=channels,
    )


def _notify(own: Fields) -> dict[str, str]:
    """The variable of each owner's channel; an address itself is refused, and not repeated."""
    found = {}
    for owner in own:
        name = own.text(owner)
        if VARIABLE.fullmatch(name):
            found[owner] = name
        else:
            own.wrong(
                owner, "S013", f'the channel of "{owner}" needs the name of an environment variable', VARIABLE_HINT
            )
    return found


def _place(fault: Diagnostic) -> tuple[str, int]:
    return (fault.span.file, fault.span.start) if fault.span else ("", 0)


def _paths(own: Fields, dbt: DbtProject, root: Path) -> Paths:
    own.only(("models", "semantic", "checks", "silences", "scenarios", "seeds"))

    def folders(key: str, default: tuple[str, ...]) -> tuple[Path, ...]:
        return tuple(root / folder for folder in own.texts(key, default))

    return Paths(
        models=folders("models", dbt.model_paths),
        semantic=folders("semantic", ("semantic",)),
        checks=folders("checks", ("checks",)),
        silences=folders("silences", ("silences",)),
        scenarios=folders("scenarios", ("scenarios",)),
        seeds=folders("seeds", dbt.seed_paths),
    )


def _calendar(own: Fields) -> Calendar:
    own.only(("week_starts", "fiscal_year_starts", "time_zone"))
    return Calendar(
        week_starts=own.choice("week_starts", {day: number for number, day in enumerate(DAYS)}, 0),
        fiscal_year_starts=own.number("fiscal_year_starts", 1, 1, 12),
        time_zone=_time_zone(own),
    )


def _time_zone(own: Fields) -> str:
    name = own.text("time_zone", "UTC")
    try:
        return name if name == "UTC" else ZoneInfo(name).key
    except (OSError, ValueError, KeyError):  # a name that is no path, no key, not there
        own.wrong("time_zone", "S006", f'time zone "{name}" is not known', "a name such as Europe/Berlin is needed")
        return "UTC"
