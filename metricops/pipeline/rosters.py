"""What rosters list now: each is asked once, and one that cannot be read costs only its own thresholds."""

from metricops.errors import EngineError
from metricops.evaluate.questions import asked, thresholds
from metricops.evaluate.rosters import Listed, Rosters, listed
from metricops.manifest import Roster
from metricops.pipeline.world import World
from metricops.sql import CompiledQuery, compile_roster

Rows = tuple[tuple[object, ...], ...]


def rosters(world: World) -> Rosters:
    """The segments of every threshold that has a roster."""
    queries = roster_queries(world)
    answers = {roster: _answer(world, query) for roster, query in queries.items()}
    found = {}
    for metric, threshold in thresholds(world.manifest):
        if threshold.for_each:
            rows, question = answers[threshold.for_each], asked(metric.name, threshold)
            failed = f"the roster {threshold.for_each} cannot be read: {rows}" if isinstance(rows, str) else ""
            found[metric.name, threshold.name] = Listed(failed=failed) if failed else listed(question, rows)
    return found


def roster_queries(world: World) -> dict[Roster, CompiledQuery]:
    """The query of every roster."""
    named = (threshold.for_each for _, threshold in thresholds(world.manifest))
    distinct = dict.fromkeys(roster for roster in named if roster)
    return {roster: compile_roster(roster, world.engine.dialect, world.schema) for roster in distinct}


def _answer(world: World, query: CompiledQuery) -> Rows | str:
    """The roster's rows, or why there are none."""
    try:
        return world.run(query).rows
    except EngineError as fault:
        return fault.message
