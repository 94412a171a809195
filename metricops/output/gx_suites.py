"""Suites for Great Expectations: checks as the expectations it can judge itself, one suite for each table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from metricops.checks import KINDS
from metricops.checks.row_conditions import condition_of
from metricops.manifest import Check
from metricops.output.gx import SEVERITY, SUITE, kwargs_of, type_of
from metricops.output.json_text import json_text

Document = dict[str, Any]
ORDER = "by"  # rows of a warehouse have no order but the one a check names, and Great Expectations takes none


@dataclass(frozen=True, slots=True)
class Untold:
    """A check that no expectation says, and why."""

    check: Check
    reason: str


def suites_json(checks: Iterable[Check]) -> str:
    """`{"suites": […]}`: each loads as an ExpectationSuite, and comes back through `--suite`."""
    return json_text({"suites": suites(checks)})


def suites(checks: Iterable[Check]) -> list[Document]:
    """One suite a table, in the order of the checks; checks that no expectation says are left out."""
    tables: dict[str, list[Document]] = {}
    for check in checks:
        found = expectation(check)
        if not isinstance(found, Untold):
            tables.setdefault(check.on, []).append(found)
    return [{"name": table, "expectations": found, "meta": {}} for table, found in tables.items()]


def untold(checks: Iterable[Check]) -> Iterator[Untold]:
    """The checks that no expectation says."""
    return (found for check in checks if isinstance(found := expectation(check), Untold))


def expectation(check: Check) -> Document | Untold:
    """A check as Great Expectations' configuration of an expectation; what it has no word for stands in `meta`."""
    kind = KINDS[check.kind]
    if not kind.aliases or kind.parameter(ORDER):
        return Untold(check, f'Great Expectations has no expectation for "{kind.name}"')
    kwargs = {name: value for name, value in kwargs_of(check, kind).items() if name != "row_condition"}
    if check.where is not None:
        condition = condition_of(check.where)
        if condition is None:
            return Untold(check, "Great Expectations has no words for its condition on rows")
        kwargs |= {"row_condition": condition}
    own = {"check": check.name, "on": check.on, "tier": check.tier, "owner": check.owner, "fix": check.fix}
    own |= {"keys": check.keys, "require_rows": check.require_rows}
    return {
        "type": type_of(check, kind),
        "kwargs": kwargs,
        "meta": {SUITE: {name: value for name, value in own.items() if value}},
        "severity": SEVERITY[check.tier],
    }
