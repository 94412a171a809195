"""The papers of a workshop: contested words, the numbers of all their versions asked in one call."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from datetime import time

from metricops.diagnostics import did_you_mean
from metricops.errors import MetricopsError
from metricops.evaluate.values import Number
from metricops.manifest import Definition, Manifest, Metric
from metricops.pipeline.asking import answer
from metricops.pipeline.world import World
from metricops.plan import Query, plan
from metricops.plan.times import inputs, simple_metrics
from metricops.source import fragment
from metricops.workshop import Contested, Kit, Standpoint, kit, limited

Values = Mapping[str, Number | None]


def convene(world: World, terms: Sequence[str], asked: Query, start: time, proven: set[str]) -> Kit:
    """The kit for these words; `asked` is the question of every version's number, without a metric.

    Raises MetricopsError for a word that is not contested and for more than three, EngineError when the
    warehouse cannot answer.
    """
    names = tuple(dict.fromkeys(term.lower() for term in terms))
    limited(names)
    definitions = [_definition(world.manifest, name) for name in names]
    return kit([_contested(world, one, asked, proven) for one in definitions], start, asked.as_of)


def _definition(manifest: Manifest, term: str) -> Definition:
    found = manifest.definitions.get(term)
    if found is None:
        hint = did_you_mean(term, manifest.definitions) or "metricops list terms shows them"
        raise MetricopsError(f'"{term}" is not a contested term; {hint}')
    return found


def _contested(world: World, definition: Definition, asked: Query, proven: set[str]) -> Contested:
    manifest = world.manifest
    metrics = {v.metric: manifest.metrics[v.metric] for v in definition.versions if v.metric in manifest.metrics}
    values = dict(_values(world, tuple(metrics.values()), asked, proven))
    standpoints = tuple(
        _standpoint(manifest, Standpoint(version, metrics.get(version.metric)), values)
        for version in definition.versions
    )
    return Contested(definition, standpoints, tuple(_kpis(manifest, metrics.keys())), _owner(manifest, definition))


def _values(
    world: World, metrics: tuple[Metric, ...], asked: Query, proven: set[str]
) -> Iterator[tuple[str, Number | None]]:
    queries = [replace(asked, metrics=(fragment(metric.name),)) for metric in metrics]
    plans = plan(world.manifest, queries)
    for metric, query, planned in zip(metrics, queries, plans, strict=True):
        rows = answer(world, query, planned, proven).result.rows
        yield metric.name, rows[0][0] if rows else None


def _standpoint(manifest: Manifest, bare: Standpoint, values: Values) -> Standpoint:
    metric = bare.metric
    if metric is None:
        return bare
    models = [manifest.models[simple.model] for simple in simple_metrics(manifest, metric)]
    own = metric.contract.source_of_truth if metric.contract else ""
    source = own or ", ".join(dict.fromkeys(m.facts.source_of_truth for m in models if m.facts.source_of_truth))
    names = tuple(dict.fromkeys(model.name for model in models))
    return replace(bare, models=names, source=source, value=values.get(metric.name))


def _kpis(manifest: Manifest, versions: Set[str]) -> Iterator[str]:
    """The operating KPIs that read one of the versions, through any number of metrics."""
    return (kpi.name for kpi in manifest.operating if not versions.isdisjoint(_reads(manifest, kpi)))


def _reads(manifest: Manifest, metric: Metric) -> set[str]:
    found = {metric.name}
    for given in inputs(metric):
        found |= _reads(manifest, manifest.metrics[given.name])
    return found


def _owner(manifest: Manifest, definition: Definition) -> str:
    """The role with the name of who holds it."""
    person = manifest.people.get(definition.owner)
    return f"{definition.owner} ({person.name})" if person else definition.owner
