"""Checks judged by Great Expectations itself, as far as it can say them; the others run here."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from metricops.checks import KINDS
from metricops.engines.expectations import judged
from metricops.evaluate.values import CheckResult, Observed, Status
from metricops.manifest import Check, Relation
from metricops.output.gx_suites import Untold, expectation
from metricops.output.json_text import json_line
from metricops.pipeline import checking
from metricops.pipeline.checking import CheckRun
from metricops.pipeline.world import World, in_schema

WITNESS = "Great Expectations"
Document = Mapping[str, Any]


def run(world: World, checks: Iterable[Check], as_of: date, listed: bool = False) -> CheckRun:
    """As checking.run, with results that say who judged; raises EngineError when Great Expectations cannot be used.

    What it could not evaluate is no verdict: that is judged here. So is a check with waivers, of which it knows
    nothing, and one that needs rows. Records are listed by the check's own condition.
    """
    checks = tuple(checks)
    found = dict(_witnessed(world, checks))
    broken = {name for name, result in found.items() if result.status is Status.BREACH}
    here = [c for c in checks if c.name not in found or (listed and c.name in broken)]
    own = checking.run(world, here, as_of, listed)
    results = {result.check: result for result in own.results} | found
    return replace(own, results=tuple(results[check.name] for check in checks))


def _witnessed(world: World, checks: Iterable[Check]) -> Iterator[tuple[str, CheckResult]]:
    waived = {waiver.check for waiver in world.manifest.waivers}
    tables: dict[Relation, list[tuple[Check, Document]]] = {}
    for check in checks:
        said = expectation(check)
        if not isinstance(said, Untold) and check.name not in waived and not check.require_rows:
            tables.setdefault(in_schema(check.relation, world.schema), []).append((check, json.loads(json_line(said))))
    for relation, asked in tables.items():
        if not world.columns(relation):
            continue  # running the checks here says what is missing
        world.told(f"{WITNESS}: {relation.name}")
        results = judged(world.engine, relation, [said for _, said in asked])
        for (check, _), result in zip(asked, results, strict=True):
            if not _raised(result):
                yield check.name, _result(check, result)


def _raised(result: Document) -> bool:
    """Whether it could not evaluate; a fault of one metric stands under that metric's name."""
    information = result["exception_info"]
    parts = [information, *(part for part in information.values() if isinstance(part, Mapping))]
    return any(part.get("raised_exception") for part in parts)


def _result(check: Check, found: Document) -> CheckResult:
    facts, success = found["result"], bool(found["success"])
    made = CheckResult(
        check=check.name,
        tier=check.tier,
        table=check.on,
        status=Status.OK if success else Status.BREACH,
        eligible=1,
        violations=int(not success),
        owner=check.owner,
        fix=check.fix,
        span=check.span,
        declared=check,
        judged_by=WITNESS,
    )
    if KINDS[check.kind].judges != "rows":
        return replace(made, observed=_observed(facts.get("observed_value")))
    rows = facts.get("element_count") or 0
    eligible = rows - (facts.get("missing_count") or 0)
    return replace(made, rows=rows, eligible=eligible, violations=facts.get("unexpected_count") or 0)


def _observed(value: Any) -> Observed:
    if isinstance(value, Mapping):  # of quantiles, and of a table beside another
        return _observed(value.get("values", value.get("self")))
    return tuple(_observed(item) for item in value) if isinstance(value, list) else value
