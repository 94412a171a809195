"""Nothing here is kept between runs."""

import pytest


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Definitions are read anew by every command."""
    monkeypatch.setenv("METRICOPS_CACHE", "")
