"""Where the shared material lies, and what happens without it: a skip, or a failure where it is required."""

import importlib.util
import json
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]


def shared(*parts: str) -> Path:
    """A path in the shared folder; skips the test when it is absent, fails when it must not be."""
    folder = Path(os.environ.get("METRICOPS_SHARED") or "../shared")
    path = (REPOSITORY / folder).joinpath(*parts)
    if not path.exists():
        if os.environ.get("METRICOPS_REQUIRE_SHARED") == "1":
            pytest.fail(f"the shared material is required, but {path.name} is absent")
        pytest.skip(f"without the shared material ({path.name})")
    return path


def conformance_cases() -> list[dict[str, Any]]:
    """The conformance cases, or none when they are absent: for parametrize, which runs before any skip."""
    path = REPOSITORY / (os.environ.get("METRICOPS_SHARED") or "../shared") / "cases" / "shop" / "cases.json"
    return list(json.loads(path.read_text())["cases"]) if path.exists() else []


@cache
def comparison() -> Callable[..., str | None]:
    """The comparison of rows that comes with the cases: None when equal, else the first difference."""
    spec = importlib.util.spec_from_file_location("compare", shared("cases", "compare.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[..., str | None] = module.compare
    return found
