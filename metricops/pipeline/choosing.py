"""Which checks a run is about: all that are declared, or those of a suite, by name and tier."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from metricops.diagnostics import did_you_mean, error
from metricops.errors import QueryError
from metricops.manifest import Check, Manifest
from metricops.pipeline.checking import declared
from metricops.source import fragment

if TYPE_CHECKING:
    from metricops.pipeline.suites import Suite  # reads YAML, which a run of the project's own checks has no use for


def chosen(manifest: Manifest, suite: "Suite | None", tier: int | None, names: Sequence[str]) -> tuple[Check, ...]:
    """All of them, or some; raises QueryError for a name that is none."""
    every = declared(manifest) if suite is None else suite.checks
    known = [check.name for check in every]
    for name in names:
        if name not in known:
            hint = did_you_mean(name, known) or "metricops list checks shows them"
            raise QueryError((error("P036", f'there is no check "{name}"', fragment(name).span, hint),))
    return tuple(check for check in every if tier in (None, check.tier) and (not names or check.name in names))
