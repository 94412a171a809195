"""`metricops sql` remembers what it said: the same text without sqlglot, and never a text that no longer holds."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from small_project import SHOP

from metricops.cli import main
from metricops.cli.sql import DIALECTS
from metricops.partials.state import state_of
from metricops.pipeline.sources import PARTIALS
from metricops.sql import dialects


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one model, with a cache of its own."""
    made = tmp_path / "project"
    (made / "models").mkdir(parents=True)
    (made / "metricops.yml").write_text("name: shop\n")
    (made / "models" / "shop.yml").write_text(SHOP)
    monkeypatch.setenv("METRICOPS_CACHE", str(tmp_path / "cache"))
    return made


def asked(root: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["sql", "revenue", "--project", str(root), *words])


def test_what_is_remembered_is_what_was_said_without_what_compiles(root: Path, tmp_path: Path) -> None:
    first = asked(root).stdout
    assert "SUM(" in first
    assert len(list((tmp_path / "cache" / "answers").iterdir())) == 1
    code = (
        "import atexit, sys; heavy = {'sqlglot', 'metricops.manifest'};"
        "atexit.register(lambda: print(heavy & {*sys.modules}, file=sys.stderr));"
        f"from metricops.cli import main; main(['sql', 'revenue', '--project', {str(root)!r}])"
    )
    again = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=os.environ, check=False)
    assert (again.stdout, again.stderr) == (first, "set()\n")


def test_other_words_files_and_settings_are_other_questions(root: Path) -> None:
    first = asked(root).stdout
    assert (
        asked(root, "--by", "metric_time", "--dialect", "bigquery").stdout != asked(root, "--by", "metric_time").stdout
    )
    assert asked(root, "--explain").stdout != first
    (root / "models" / "shop.yml").write_text(SHOP.replace("revenue", "income"))
    changed = asked(root)
    assert (changed.exit_code, changed.stdout) == (1, "")
    assert '"revenue"' in changed.stderr


def test_faults_are_told_every_time_and_refusals_are_not_remembered(root: Path, tmp_path: Path) -> None:
    (root / "models" / "bad.yml").write_text("metrics:\n  - {name: broken, type: nonsense}\n")
    said = [asked(root).stderr for _ in range(2)]
    assert said[0] == said[1]
    assert "in the definitions; what has them is left out" in said[0]
    refused = [asked(root, "--by", "nothing").stderr for _ in range(2)]
    assert refused[0] == refused[1] != ""
    assert not (tmp_path / "cache" / "answers").exists()


def test_partials_are_looked_for_where_they_are_kept(tmp_path: Path) -> None:
    assert tmp_path / PARTIALS == state_of(tmp_path)


def test_the_dialects_offered_are_those_of_the_table() -> None:
    assert tuple(sorted(dialects.DIALECTS)) == DIALECTS
