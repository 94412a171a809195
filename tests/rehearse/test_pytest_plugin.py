"""The pytest plugin: a session of its own in a made-up project, with and without being asked for."""

import tomllib
from pathlib import Path

import pytest

import metricops.pipeline.rehearsing
import metricops.pytest_plugin  # noqa: F401  what is imported before a session within this process stays as it is

PROJECT = Path(__file__).parents[1] / "transcripts" / "projects" / "rehearsed"
PLUGIN = ("-p", "no:metricops", "-p", "metricops.pytest_plugin", "-p", "no:cacheprovider")


@pytest.fixture
def session(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    monkeypatch.setenv("METRICOPS_CACHE", "")
    for file in PROJECT.rglob("*.yml"):
        made = pytester.path / file.relative_to(PROJECT)
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
    return pytester


def test_scenarios_are_tests_when_asked_for(session: pytest.Pytester) -> None:
    result = session.runpytest(*PLUGIN, "--metricops", "-rA")
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(
        [
            "as of 2025-12-28: expected ok, found breach ongoing. Signups is 350, below the limit of 400. "
            "(scenarios/signups.yml:5)",
            "PASSED scenarios/signups.yml::a week without a row is nobody's fault yet",
            "FAILED scenarios/signups.yml::signups below four hundred*",
        ]
    )
    text = result.stdout.str()
    assert 'scenarios/slips.yml:2:28: error[T003]: metric "signup" is not defined' in text
    assert "Traceback" not in text


def test_the_setting_asks_as_well(session: pytest.Pytester) -> None:
    session.makeini("[pytest]\nmetricops = true\n")
    session.runpytest(*PLUGIN, "scenarios/signups.yml").assert_outcomes(passed=1, failed=1)


def test_nothing_is_collected_unasked(session: pytest.Pytester) -> None:
    assert session.runpytest(*PLUGIN).ret == pytest.ExitCode.NO_TESTS_COLLECTED


def test_other_yaml_is_left_alone(session: pytest.Pytester) -> None:
    result = session.runpytest(*PLUGIN, "--metricops", "models", "metricops.yml")
    assert result.ret in (pytest.ExitCode.NO_TESTS_COLLECTED, pytest.ExitCode.USAGE_ERROR)
    result.assert_outcomes()


def test_one_scenario_can_be_run_alone(session: pytest.Pytester) -> None:
    one = "scenarios/signups.yml::a week without a row is nobody's fault yet"
    session.runpytest(*PLUGIN, "--metricops", one).assert_outcomes(passed=1)


def test_pytest_finds_the_plugin_by_itself() -> None:
    written = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    assert written["project"]["entry-points"]["pytest11"] == {"metricops": "metricops.pytest_plugin"}
