"""What a load is remembered by."""

import os
from pathlib import Path

from metricops.pipeline import cache


def test_a_key_follows_names_contents_and_settings(tmp_path: Path) -> None:
    file = tmp_path / "a.yml"
    file.write_text("a: 1")
    first = cache.key([file], "x")
    assert first == cache.key([file], "x")
    assert first != cache.key([file], "y")
    file.write_text("a: 2")
    assert first != cache.key([file], "x")


def test_a_pipe_or_a_missing_file_has_no_key_and_nothing_waits(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yml")
    assert cache.key([tmp_path / "pipe.yml"]) is None
    assert cache.key([tmp_path / "gone.yml"]) is None
