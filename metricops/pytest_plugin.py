"""A pytest plugin: scenarios of thresholds as tests, in projects whose pytest settings say `metricops = true`."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from metricops.api import Project
    from metricops.pipeline.rehearsing import Scenarios
    from metricops.rehearse.scenario import Scenario

SUFFIXES = (".yml", ".yaml")
HELP = "Collect the scenarios of metricops (scenarios/*.yml of the project at or above a file) as tests."
KNOWN = pytest.StashKey[dict[Path, "tuple[Project, Scenarios]"]]()


class MissedError(Exception):
    """Something else was said than expected; the text is all there is to show."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """The setting `metricops` and the option `--metricops`."""
    parser.addini("metricops", HELP, type="bool", default=False)
    parser.addoption("--metricops", action="store_true", help=HELP)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "ScenarioFile | None":
    """Files of a project's scenario folders, where the plugin is switched on."""
    wanted = parent.config.getini("metricops") or parent.config.getoption("metricops")
    if not wanted or file_path.suffix.lower() not in SUFFIXES:
        return None
    folder = next((f for f in file_path.parents if _is_project(f)), None)
    if folder is None:
        return None
    project, _ = _opened(parent.config, folder)
    folders = project.settings.paths.scenarios if project.settings else ()
    if not any(file_path.is_relative_to(scenarios) for scenarios in folders):
        return None
    return ScenarioFile.from_parent(parent, path=file_path)


class ScenarioFile(pytest.File):
    """A file of scenarios."""

    def collect(self) -> Iterable["ScenarioItem"]:
        """One test a scenario, and one for the faults of the file if it has any."""
        folder = next(f for f in self.path.parents if _is_project(f))
        project, scenarios = _opened(self.config, folder)
        name = self.path.relative_to(project.root).as_posix()
        faults = tuple(d for d in scenarios.diagnostics if d.span and d.span.file == name)
        if faults:
            from metricops.diagnostics import pictures  # noqa: PLC0415  pytest loads this file in every project

            yield ScenarioItem.from_parent(
                self, name="faults", project=project, fault=pictures(faults, scenarios.texts)
            )
        for scenario in scenarios.found:
            if scenario.span.file == name:
                yield ScenarioItem.from_parent(self, name=scenario.name, project=project, scenario=scenario)


class ScenarioItem(pytest.Item):
    """A scenario as a test; or the faults of a file, which fail."""

    def __init__(
        self, *, project: "Project", scenario: "Scenario | None" = None, fault: str = "", **more: object
    ) -> None:
        super().__init__(**more)  # type: ignore[arg-type]
        self.project, self.scenario, self.fault = project, scenario, fault

    def runtest(self) -> None:
        """Plays the scenario; raises what was missed."""
        if self.scenario is None:
            raise MissedError(self.fault)
        from metricops.api import rehearsing  # noqa: PLC0415  pytest loads this file in every project

        if missed := rehearsing.missed(self.project, self.scenario):
            raise MissedError("\n".join(missed))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        """What was missed and where it is expected; a traceback only for what is no failure of a scenario."""
        if isinstance(excinfo.value, MissedError):
            return str(excinfo.value)
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """The file, the line of the scenario and its name."""
        return self.path, self.scenario.span.line - 1 if self.scenario else 0, self.name


def _is_project(folder: Path) -> bool:
    return any((folder / mark).is_file() for mark in ("metricops.yml", "dbt_project.yml"))


def _opened(config: pytest.Config, folder: Path) -> "tuple[Project, Scenarios]":
    """A project and its scenarios, read once a session."""
    from metricops import api  # noqa: PLC0415  pytest loads this file in every project
    from metricops.api import rehearsing  # noqa: PLC0415

    known = config.stash.setdefault(KNOWN, {})
    if folder not in known:
        project = api.open(folder)
        known[folder] = project, rehearsing.scenarios(project)
    return known[folder]
