"""Running the queries of checks: what the engine refuses costs one check, never its whole table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from metricops.checks import CheckQuery, CompiledChecks, narrowed
from metricops.engines.result import Result
from metricops.errors import EngineError
from metricops.manifest import Check, Relation
from metricops.sql.compiled import CompiledQuery

Run = Callable[[CompiledQuery], Result]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A query with the row that came back, None when none did, and the checks it could not be asked, with reasons."""

    query: CheckQuery
    row: tuple[Any, ...] | None
    failed: tuple[tuple[Check, str], ...] = ()


def run_checks(compiled: CompiledChecks, run: Run) -> tuple[Outcome, ...]:
    """All queries in turn; an EngineError becomes part of an outcome."""
    outcomes: list[Outcome] = []
    refused: dict[Relation, set[str]] = {}
    for query in compiled.queries:
        names = refused.setdefault(query.relation, set())
        outcome = _ask(narrowed(query, names) if names else query, run)
        names.update(check.name for check, _ in outcome.failed)
        outcomes.append(outcome)
    return tuple(outcomes)


def _ask(query: CheckQuery, run: Run) -> Outcome:
    answer = _answer(query, run)
    if not isinstance(answer, str):
        return Outcome(query, answer)
    bare = narrowed(query, {check.name for check in query.checks})
    unreadable = _answer(bare, run) if len(query.checks) > 1 else answer
    if isinstance(unreadable, str):
        return Outcome(query, None, tuple((check, unreadable) for check in query.checks))
    failed = _refused(query, answer, run)
    rest = narrowed(query, {check.name for check, _ in failed})
    again = _answer(rest, run)
    if isinstance(again, str):
        return Outcome(query, None, (*failed, *((check, again) for check in rest.checks)))
    return Outcome(rest, again, failed)


def _refused(query: CheckQuery, reason: str, run: Run) -> tuple[tuple[Check, str], ...]:
    """The checks that the engine refuses, found by halving."""
    if len(query.checks) == 1:
        return ((query.checks[0], reason),)
    names = [check.name for check in query.checks]
    found: list[tuple[Check, str]] = []
    for half in (set(names[: len(names) // 2]), set(names[len(names) // 2 :])):
        part = narrowed(query, set(names) - half)
        answer = _answer(part, run)
        found += _refused(part, answer, run) if isinstance(answer, str) else ()
    return tuple(found)


def _answer(query: CheckQuery, run: Run) -> tuple[Any, ...] | str:
    """The one row, or why there is none."""
    try:
        return run(query.compiled).rows[0]
    except EngineError as fault:
        return fault.message
