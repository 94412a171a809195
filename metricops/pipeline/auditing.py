"""An audit: for every check a sample of the rows that it judged, for people to say whether it is right."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from metricops.checks import sample_query
from metricops.errors import EngineError, QueryError
from metricops.evaluate.values import CheckResult, Status
from metricops.exception_list import Sample
from metricops.manifest import Check
from metricops.pipeline import checking, listing
from metricops.pipeline.listing import Columns
from metricops.pipeline.world import World, in_schema


def audit(world: World, checks: Iterable[Check], as_of: date, n: int, seed: str) -> tuple[Sample, ...]:
    """A sample of at most n rows of every check on rows; the same table, day and seed give the same rows."""
    run = checking.run(world, checks, as_of)
    about_rows = (r for r in run.results if r.declared is not None and listing.lists(r.declared))
    return tuple(_sample(world, result, as_of, n, seed) for result in about_rows)


def _sample(world: World, result: CheckResult, as_of: date, n: int, seed: str) -> Sample:
    if result.status is Status.NOT_JUDGED:
        return Sample(result, failed=result.reason)
    try:
        return _drawn(world, result, as_of, n, seed)
    except (EngineError, QueryError) as fault:
        return Sample(result, failed=fault.message if isinstance(fault, EngineError) else str(fault))


def _drawn(world: World, result: CheckResult, as_of: date, n: int, seed: str) -> Sample:
    assert result.declared is not None, "only declared checks are sampled"
    check = replace(result.declared, relation=in_schema(result.declared.relation, world.schema))
    keys = listing.keys_of(world, check)
    listed = world.columns(check.relation)
    columns: Columns = {check.relation: tuple(column.name for column in listed)} if listed else {}
    calendar = world.manifest.calendar
    query = sample_query(check, as_of, world.engine.dialect, keys, n, seed, columns=columns, calendar=calendar)
    if query is None:
        return Sample(result, failed="nothing names its rows: keys are needed")
    found = world.run(query)
    names = tuple(column.name for column in found.columns[:-1])
    return Sample(result, names, len(keys), tuple(r[:-1] for r in found.rows), tuple(str(r[-1]) for r in found.rows))
