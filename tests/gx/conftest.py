"""The one Great Expectations session of the suite."""

import importlib.util

import pytest

from tests.gx.witness import Witness


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "gx" in item.path.parts:
            item.add_marker(pytest.mark.gx)


@pytest.fixture(scope="session")
def witness() -> Witness:
    for module in ("great_expectations", "duckdb_engine"):
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"without {module} (the gx extra)")
    return Witness()
