"""Checks from declaration to outcome: those that are written, and those that the definitions imply."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from metricops.checks import compile_checks, exception_query, freshness_check, tier_map_checks
from metricops.engines.result import Result
from metricops.errors import EngineError
from metricops.evaluate.check_runs import run_checks
from metricops.evaluate.tiers import TableQuality, confirmed, judge_checks, table_quality
from metricops.evaluate.values import CheckResult, Status
from metricops.manifest import Check, EntityType, Manifest, Relation, SemanticModel
from metricops.pipeline.world import World, in_schema
from metricops.plan.rows import Attribute, Join, Truncated, Value


@dataclass(frozen=True, slots=True)
class CheckRun:
    """The outcome of every check, what that says of each table, and the violating records of those listed."""

    results: tuple[CheckResult, ...]
    quality: Mapping[Relation, TableQuality]
    records: Mapping[str, Result]


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
    columns = dict(_listed(world, dict.fromkeys(c.relation for c in checks)))
    compiled = compile_checks(checks, as_of, world.engine.dialect, columns, world.manifest.calendar)
    world.told(f"{len(checks)} checks")
    outcomes = run_checks(compiled, world.run)
    results = judge_checks(compiled, outcomes)
    quality = table_quality(results, outcomes)
    if not listed:
        return CheckRun(results, quality, {})
    records = dict(_records(world, results, as_of, columns))
    counted = tuple(confirmed(r, len(records[r.check].rows)) if r.check in records else r for r in results)
    return CheckRun(counted, quality, records)


def _listed(world: World, relations: Iterable[Relation]) -> Iterator[tuple[Relation, tuple[str, ...]]]:
    """The columns of the tables that can be read; running a check on any other says why it cannot."""
    for relation in relations:
        try:
            found = world.columns(relation)
        except EngineError:
            continue
        if found is not None:
            yield relation, tuple(column.name for column in found)


def _records(
    world: World, results: Iterable[CheckResult], as_of: date, columns: Mapping[Relation, tuple[str, ...]]
) -> Iterator[tuple[str, Result]]:
    for result in results:
        check = result.declared
        if check is None or not result.violations or result.status is Status.NOT_JUDGED:
            continue
        keys = check.keys or _keys(world, check)
        query = exception_query(
            check, as_of, world.engine.dialect, keys, columns=columns, calendar=world.manifest.calendar
        )
        if query is not None:
            yield check.name, world.run(query)


def _keys(world: World, check: Check) -> tuple[str, ...]:
    """A table's own key: its primary entity where it is a semantic model, else its first column."""
    for model in world.manifest.models.values():
        if model.relation.name == check.relation.name:
            found = [e.expr.text for e in model.entities if e.type in (EntityType.PRIMARY, EntityType.UNIQUE)]
            if found:
                return (found[0],)
    columns = world.columns(check.relation)
    return (columns[0].name,) if columns else ()
