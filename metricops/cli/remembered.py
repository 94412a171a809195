"""Answers that need definitions and no warehouse, kept by the content of every file they came from.

An answer that is known needs neither the manifest nor sqlglot, whose imports cost more than all else a command does.
"""

import os
from collections.abc import Callable
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from metricops import project as projects
from metricops.cli.options import Scope
from metricops.pipeline import cache
from metricops.pipeline.sources import PARTIALS, sources
from metricops.project import Settings


def remembered(scope: Scope, asked: object, answer: Callable[[], tuple[str, bool]]) -> str:
    """The text that was given before to the same question over the same files on the same day, else a new one.

    `answer` gives the text and whether it is all there was to say; what said more on the way says it again next time.
    """
    settings = projects.settings(projects.find(Path(scope.project)), os.environ)
    folder, name = cache.folder(os.environ), None
    if folder and not settings.diagnostics:
        name = sources(settings).key(settings, scope, asked, date.today(), _sqlglot(), _partials(settings))
    known = cache.kept(folder / "answers", name) if folder and name else None
    if isinstance(known, str):
        return known
    text, whole = answer()
    if folder and name and whole:
        cache.keep(folder / "answers", name, text)
    return text


def _partials(settings: Settings) -> object:
    """The partials that the answer would tell of; a project that keeps none does not pay for looking."""
    if not (settings.root / PARTIALS).exists():
        return None
    from metricops.pipeline.kept import fresh  # noqa: PLC0415  imports the manifest, which remembering saves

    found = fresh(settings)
    return found and found.kept


def _sqlglot() -> tuple[str, int] | None:
    """Which sqlglot would write the SQL, without importing it."""
    found = find_spec("sqlglot")
    return (found.origin, os.stat(found.origin).st_mtime_ns) if found and found.origin else None
