"""Measures of dbt's legacy spelling, and the simple metrics that stand in for them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from metricops.definitions import Definitions, LegacySemanticModelEntry, MeasureInputEntry
from metricops.manifest import Measure, MetricInput, SemanticModel, SimpleMetric
from metricops.resolve.faults import Absent, Faults
from metricops.resolve.measures import linked, of_measure
from metricops.resolve.names import named, repeated, unique
from metricops.source import Fragment


@dataclass(frozen=True, slots=True)
class LegacyMeasure:
    """A measure with a name of its own; `create_metric` also makes it a metric."""

    word: Fragment
    model: str
    measure: Measure
    create_metric: bool
    label: str
    description: str


def measures(
    definitions: Definitions, models: dict[str, SemanticModel], faults: Faults, absent: Absent
) -> dict[str, LegacyMeasure]:
    """Every legacy measure that can be used, by name."""
    known: dict[str, LegacyMeasure] = {}
    first: dict[str, Fragment] = {}
    for entry in unique("semantic model", definitions.semantic_models, lambda e: e.name, Faults()).values():
        words = (*(e.name for e in entry.entities), *(d.name for d in entry.dimensions))
        elements = {word.text.strip().lower(): word for word in words}
        model = models.get(entry.name.text.strip().lower())
        for name, found in _of_model(entry, model, {**first, **elements}, faults, absent):
            known.setdefault(name, found)
        first |= {m.name.text.strip().lower(): m.name for m in entry.measures}
    return known


def _of_model(
    entry: LegacySemanticModelEntry,
    model: SemanticModel | None,
    taken: dict[str, Fragment],
    faults: Faults,
    absent: Absent,
) -> Iterator[tuple[str, LegacyMeasure]]:
    for measure in entry.measures:
        own = Faults()
        name = named("measure", measure.name, own)
        if name in taken:
            repeated("measure", measure.name, taken[name], own)
        taken[name] = measure.name
        found = linked(of_measure(measure), model, own, absent) if model else None
        faults.merge(own)
        if own.broken or found is None or model is None:
            absent.add(name)
            continue
        described = (measure.create_metric, measure.label, measure.description)
        yield name, LegacyMeasure(measure.name, model.name, found, *described)


@dataclass(slots=True)
class StandIns:
    """Simple metrics for measures that cumulative and conversion metrics read by the measure's own name."""

    measures: dict[str, LegacyMeasure]
    metrics: dict[str, SimpleMetric]
    declared: frozenset[str]
    made: dict[str, SimpleMetric] = field(default_factory=dict)

    def input(self, entry: MeasureInputEntry, name: str) -> MetricInput:
        """The measure as a metric input; its filters stay on the input."""
        metric = self._metric(self.measures[name], name, entry)
        alias = entry.alias.text.strip().lower() if entry.alias else ""
        return MetricInput(metric.name, entry.name.span, alias, entry.filter)

    def _metric(self, measure: LegacyMeasure, name: str, entry: MeasureInputEntry) -> SimpleMetric:
        fill, spine = entry.fill_nulls_with, entry.join_to_timespine
        full = name + ("_spine" if spine else "") + _fill_suffix(fill)
        wanted = simple(full, measure, fill, spine, hidden=True)
        same = self.metrics.get(full)
        if same and _computes(same) == _computes(wanted):
            return same
        if full in self.declared:
            wanted = replace(wanted, name=f"{full}__measure")  # no name of the user's holds a double underscore
        return self.made.setdefault(wanted.name, wanted)


def simple(
    name: str, measure: LegacyMeasure, fill: int | None = None, spine: bool = False, hidden: bool = False
) -> SimpleMetric:
    """The metric that a measure is by itself."""
    return SimpleMetric(
        name=name,
        span=measure.word.span,
        label=measure.label,
        description=measure.description,
        model=measure.model,
        measure=measure.measure,
        fill_nulls_with=fill,
        join_to_timespine=spine,
        hidden=hidden,
    )


def _computes(metric: SimpleMetric) -> tuple[object, ...]:
    """What decides a simple metric's numbers."""
    filled = (metric.fill_nulls_with, metric.join_to_timespine)
    return (metric.model, metric.measure, *filled, metric.filters, metric.time_granularity)


def _fill_suffix(fill: int | None) -> str:
    return "" if fill is None else f"_fill{fill}".replace("-", "minus")
