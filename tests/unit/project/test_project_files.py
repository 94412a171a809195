"""Which files of a project are read."""

from pathlib import Path

from metricops.project.files import files_under, find_files, shown_name, sql_files


def write(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")


def test_models_are_found_in_order_with_their_folder_and_without_what_tools_write(tmp_path: Path) -> None:
    root = tmp_path / "target" / "env" / "project"  # what stands above the project does not matter
    models = root / "models"
    kept = [models / "b.sql", models / "marts" / "a.sql"]
    write(*kept, models / "target" / "c.sql", models / ".hidden" / "d.sql", models / ".e.sql", models / "notes.txt")
    assert list(sql_files([models, root / "nowhere"])) == kept
    assert list(files_under([models], ".sql")) == [(models, path) for path in kept]


def test_yaml_is_found_once_and_settings_are_no_definitions(tmp_path: Path) -> None:
    kept = [tmp_path / "models" / "a.yml", tmp_path / "models" / "deep" / "b.YAML"]
    write(*kept, tmp_path / "models" / "dbt_project.yml", tmp_path / "models" / "target" / "c.yml")
    assert list(find_files([tmp_path / "models", tmp_path / "models" / "deep", kept[0]])) == kept


def test_linked_folders_are_read_and_a_link_that_leads_back_ends(tmp_path: Path) -> None:
    models, shared = tmp_path / "models", tmp_path / "shared"
    write(models / "a.yml", shared / "b.yml")
    (models / "shared").symlink_to(shared)
    (shared / "back").symlink_to(models)
    assert list(find_files([models])) == [models / "a.yml", models / "shared" / "b.yml"]


def test_a_link_is_named_as_it_stands_whatever_it_leads_to(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(root / "a.yml")
    for name, target in (("loop.yml", "loop.yml"), ("gone.yml", "/nowhere/else.yml"), ("out.yml", "../out.yml")):
        (root / name).symlink_to(target)
    assert [shown_name(file, root) for file in find_files([root])] == ["a.yml", "gone.yml", "loop.yml", "out.yml"]
