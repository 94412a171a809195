"""The root is the nearest folder upwards with one of the two files."""

from pathlib import Path

import pytest

from metricops.errors import ProjectError
from metricops.project import find


def test_a_root_is_found_from_a_folder_deep_inside(tmp_path: Path) -> None:
    (tmp_path / "metricops.yml").write_text("name: a\n")
    deep = tmp_path / "semantic" / "metrics"
    deep.mkdir(parents=True)
    assert find(deep) == tmp_path.resolve()


def test_the_nearest_root_wins_whichever_file_it_has(tmp_path: Path) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "metricops.yml").write_text("name: a\n")
    (inner / "dbt_project.yml").write_text("name: b\n")
    assert find(inner) == inner.resolve()


def test_without_a_root_both_files_and_the_next_command_are_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError) as raised:
        find(tmp_path)
    (fault,) = raised.value.diagnostics
    assert "metricops.yml" in fault.message
    assert "dbt_project.yml" in fault.message
    assert str(tmp_path.resolve()) in fault.message
    assert "metricops init" in fault.hint


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="does not exist"):
        find(tmp_path / "nowhere")


def test_a_folder_with_the_name_of_the_file_is_no_project(tmp_path: Path) -> None:
    (tmp_path / "metricops.yml").mkdir()
    with pytest.raises(ProjectError):
        find(tmp_path)
