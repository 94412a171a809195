"""Where the cache lies: the user's own folder, never the project's."""

from pathlib import Path

import pytest

from metricops.pipeline import cache


@pytest.mark.parametrize(
    ("env", "folder"),
    [
        ({"HOME": "/home/ada"}, "/home/ada/.cache/metricops"),
        ({"HOME": "/home/ada", "XDG_CACHE_HOME": "/fast"}, "/fast/metricops"),
        ({"METRICOPS_CACHE": "/elsewhere", "HOME": "/home/ada"}, "/elsewhere"),
        ({"METRICOPS_CACHE": "", "HOME": "/home/ada"}, None),
        ({}, None),
        ({"HOME": ""}, None),
    ],
)
def test_the_cache_is_the_users(env: dict[str, str], folder: str | None) -> None:
    assert cache.folder(env) == (Path(folder) if folder else None)
