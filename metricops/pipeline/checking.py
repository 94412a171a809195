"""Checks from declaration to outcome: those that are written, and those that the definitions imply."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from metricops.checks import compile_checks, freshness_check, tier_map_checks, usable
from metricops.diagnostics import Diagnostic
from metricops.engines.result import Result, ResultColumn
from metricops.errors import EngineError
from metricops.evaluate.check_runs import run_checks
from metricops.evaluate.tiers import TableQuality, confirmed, judge_checks, table_quality
from metricops.evaluate.values import CheckResult, Status, WaiverUse
from metricops.evaluate.waiver_uses import waiver_uses
from metricops.exception_list import RecordList
from metricops.ledger import Ledger
from metricops.manifest import Check, EntityType, Manifest, Relation, SemanticModel
from metricops.pipeline import listing
from metricops.pipeline.world import World, in_schema
from metricops.plan.rows import Attribute, Join, Truncated, Value


@dataclass(frozen=True, slots=True)
class CheckRun:
    """The outcome of every check, what that says of each table, and the violating records of those listed.

    `waivers` are those for the checks of the run.
    """

    results: tuple[CheckResult, ...]
    quality: Mapping[Relation, TableQuality]
    records: Mapping[str, Result]
    as_of: date
    waivers: tuple[WaiverUse, ...] = ()


def declared(manifest: Manifest) -> tuple[Check, ...]:
    """The checks that are written, and those of tier maps and of models that say when they are refreshed."""
    found = [*manifest.checks]
    for tier_map in manifest.tier_maps:
        found += tier_map_checks(tier_map)
    named = {(c.relation, c.kind) for c in found}
    for model in manifest.models.values():
        facts = model.facts
        if facts.loaded_at and facts.refresh and (model.relation, "fresh") not in named:
            name = model.relation.name
            found.append(freshness_check(name, model.relation, facts.loaded_at, facts.refresh, model.span))
    return tuple({c.name: c for c in found}.values())


def unique_keys(joins: Iterable[Join]) -> Iterator[Check]:
    """For every joined table the check that its key is unique, without which rows would be counted twice."""
    for join in joins:
        model = join.right
        assert isinstance(model, SemanticModel), "only joins to models are asked about"
        columns = tuple(dict.fromkeys(_column(right) for _, right in join.on))
        key = next((e for e in model.entities if e.expr.text.strip() == columns[0]), None)
        if key is None or key.type not in (EntityType.PRIMARY, EntityType.UNIQUE) or not all(columns):
            continue
        name = f"{model.relation.name}.{'.'.join(columns)}.unique"
        given = (("columns", columns),)
        yield Check(name, "unique", model.relation.name, model.relation, 1, key.span, arguments=given)


def _column(value: Value) -> str:
    """The plain column that a value reads, truncated or not; nothing of any other expression."""
    match value:
        case Attribute(_, sql) if sql.fragment.text.strip().isidentifier():
            return sql.fragment.text.strip()
        case Truncated(inner):
            return _column(inner)
    return ""


def run(world: World, checks: Iterable[Check], as_of: date, listed: bool = False) -> CheckRun:
    """Compile, run and judge; with `listed` also the records that break each check."""
    checks = tuple(replace(c, relation=in_schema(c.relation, world.schema)) for c in checks)
    listed_columns = dict(_listed(world, dict.fromkeys(c.relation for c in checks)))
    columns = {relation: tuple(c.name for c in each) for relation, each in listed_columns.items()}
    types = {relation: tuple(c.type for c in each) for relation, each in listed_columns.items()}
    vetted = [usable(_waived(world, check, as_of), columns) for check in checks]
    checks, unfit = tuple(check for check, _ in vetted), {check.name: found for check, found in vetted if found}
    compiled = compile_checks(checks, as_of, world.engine.dialect, columns, world.manifest.calendar, types)
    world.told(f"{len(checks)} checks")
    outcomes = run_checks(compiled, world.run)
    results = tuple(_with_unfit(r, unfit.get(r.check, ())) for r in judge_checks(compiled, outcomes))
    quality = table_quality(results, outcomes)
    waivers = waiver_uses(world.manifest.waivers, results, as_of)
    if not listed:
        return CheckRun(results, quality, {}, as_of, waivers)
    records = dict(_records(world, results, as_of, columns))
    counted = tuple(confirmed(r, len(records[r.check].rows)) if r.check in records else r for r in results)
    return CheckRun(counted, quality, records, as_of, waivers)


def record_lists(
    world: World, ledger: Ledger | None, results: Sequence[CheckResult], as_of: date
) -> tuple[RecordList, ...]:
    """The records that break each of these checks beside what the ledger knows of them; raises LedgerError."""
    relations = dict.fromkeys(r.declared.relation for r in results if r.declared)
    columns = {relation: tuple(c.name for c in each) for relation, each in _listed(world, relations)}
    return listing.record_lists(world, ledger, results, as_of, columns)


def _listed(world: World, relations: Iterable[Relation]) -> Iterator[tuple[Relation, tuple[ResultColumn, ...]]]:
    """The columns of the tables that can be read; running a check on any other says why it cannot."""
    for relation in relations:
        try:
            found = world.columns(relation)
        except EngineError:
            continue
        if found is not None:
            yield relation, found


def _waived(world: World, check: Check, as_of: date) -> Check:
    """The check with the waivers for it that are in force; their bare keys are of the key its records are named by."""
    waivers = tuple(w for w in world.manifest.waivers if w.check == check.name and w.in_force(as_of))
    return replace(check, waivers=waivers, keys=listing.keys_of(world, check)) if waivers else check


def _with_unfit(result: CheckResult, faults: Sequence[Diagnostic]) -> CheckResult:
    """The result with what keeps waivers from letting records pass."""
    told = (f"the waiver at {fault.span} lets nothing pass: {fault.message}" for fault in faults)
    return replace(result, reason="; ".join(part for part in (result.reason, *told) if part)) if faults else result


def _records(
    world: World, results: Iterable[CheckResult], as_of: date, columns: Mapping[Relation, tuple[str, ...]]
) -> Iterator[tuple[str, Result]]:
    for result in results:
        check = result.declared
        if check is None or not result.violations + result.waived or result.status is Status.NOT_JUDGED:
            continue
        found = listing.listing(world, check, as_of, columns)
        if found is not None:
            yield check.name, found.shown
