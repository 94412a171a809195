"""The records that break checks: asked for, waived ones marked, and followed through the ledger."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from metricops.checks import KINDS, WAIVER, exception_query
from metricops.engines.result import Result, ResultColumn
from metricops.errors import EngineError, QueryError
from metricops.evaluate.tiers import confirmed
from metricops.evaluate.values import CheckResult, Status
from metricops.exception_list import RecordList, follow
from metricops.ledger import Ledger, Listed
from metricops.manifest import Check, EntityType, Relation, Waiver
from metricops.pipeline.world import World

Columns = Mapping[Relation, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows that break a check, those of its key first, each with the waiver that lets it pass."""

    keys: tuple[str, ...]
    result: Result
    waivers: tuple[Waiver | None, ...]

    @property
    def shown(self) -> Result:
        """The rows, and where some are waived a last column that says until when."""
        if not any(self.waivers):
            return self.result
        columns = (*self.result.columns, ResultColumn("waived_until", "DATE"))
        rows = zip(self.result.rows, self.waivers, strict=True)
        marked = tuple((*row, waiver.until if waiver else None) for row, waiver in rows)
        return replace(self.result, columns=columns, rows=marked)


def listing(world: World, check: Check, as_of: date, columns: Columns) -> Listing | None:
    """All rows that break a check; None when it is not about rows. Raises EngineError."""
    keys, calendar = keys_of(world, check), world.manifest.calendar
    query = exception_query(check, as_of, world.engine.dialect, keys, columns=columns, calendar=calendar)
    if query is None:
        return None
    result = world.run(query)
    keys = tuple(column.name for column in result.columns[: len(keys)])
    if not result.columns or result.columns[-1].name != WAIVER:
        return Listing(keys, result, (None,) * len(result.rows))
    waivers = tuple(check.waivers[row[-1] - 1] if row[-1] else None for row in result.rows)
    rows = tuple(tuple(row[:-1]) for row in result.rows)
    return Listing(keys, replace(result, columns=result.columns[:-1], rows=rows), waivers)


def keys_of(world: World, check: Check) -> tuple[str, ...]:
    """What names a record: the check's keys, else its table's primary entity where that is a column, else the first
    column."""
    if check.keys:
        return check.keys
    for model in world.manifest.models.values():
        if model.relation.name == check.relation.name:
            found = [e.expr.text for e in model.entities if e.type in (EntityType.PRIMARY, EntityType.UNIQUE)]
            if found and found[0].isidentifier():
                return (found[0],)
    columns = world.columns(check.relation)
    return (columns[0].name,) if columns else ()


def record_lists(
    world: World, ledger: Ledger | None, results: Iterable[CheckResult], as_of: date, columns: Columns
) -> tuple[RecordList, ...]:
    """For every check on rows that ran the records that break it, beside what the ledger knows of them.

    A list that the engine refuses says why; checks that could not run have none. Raises LedgerError.
    """
    about_rows = [r for r in results if r.status is not Status.NOT_JUDGED and r.declared and lists(r.declared)]
    known = ledger.listed((r.check for r in about_rows), as_of) if ledger else ()
    return tuple(_followed(world, result, known, as_of, columns) for result in about_rows)


def _reason(fault: EngineError | QueryError) -> str:
    return fault.message if isinstance(fault, EngineError) else "; ".join(d.message for d in fault.diagnostics)


def lists(check: Check) -> bool:
    """Whether a check is about rows, which can be listed."""
    return KINDS[check.kind].judges == "rows"


def _followed(world: World, result: CheckResult, known: Iterable[Listed], as_of: date, columns: Columns) -> RecordList:
    check = result.declared
    assert check is not None, "only declared checks are listed"
    keys = keys_of(world, check)
    rows: tuple[tuple[Sequence[Any], Waiver | None], ...] = ()
    events = [event for event in known if event.check == result.check]
    names: tuple[str, ...] = keys
    if result.violations or result.waived:
        try:
            found = listing(world, check, as_of, columns)
        except (EngineError, QueryError) as fault:  # the table may have changed since it was counted
            return RecordList(as_of, result, keys, keys, failed=_reason(fault))
        assert found is not None, "a check on rows lists rows"
        keys, names = found.keys, tuple(column.name for column in found.result.columns)
        rows = tuple(zip(found.result.rows, found.waivers, strict=True))
    return follow(confirmed(result, len(rows)), names, keys, rows, events, as_of)
