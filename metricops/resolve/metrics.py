"""Metrics of all five kinds, from both of dbt's spellings."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from metricops.definitions import Definitions, MetricEntry, ModelEntry, TypeParams
from metricops.manifest import DerivedMetric, Metric, RatioMetric, SemanticModel, SimpleMetric
from metricops.resolve import conversions, cumulative, legacy, times
from metricops.resolve.faults import Absent, Faults, Lookup
from metricops.resolve.inputs import Inputs, Measured, check_expression
from metricops.resolve.measures import linked, of_metric
from metricops.resolve.models import is_semantic, model_name
from metricops.resolve.names import named, repeated, unique
from metricops.resolve.vocabulary import Vocabulary

OUTSIDE = "a metric with an aggregation stands under its model"
TELLING = {"numerator": "ratio", "input_metrics": "derived", "input_metric": "cumulative", "base_metric": "conversion"}
MEASURE = "type_params: {measure: …}, or agg and expr on the metric under its model"


@dataclass(frozen=True, slots=True)
class Placed:
    """A metric entry and the dbt model it stands under, if any."""

    entry: MetricEntry
    under: ModelEntry | None


def placed(definitions: Definitions) -> Iterator[Placed]:
    """All metric entries in the order read."""
    for model in definitions.models:
        yield from (Placed(entry, model) for entry in model.metrics)
    yield from (Placed(entry, None) for entry in definitions.metrics)


def declared(definitions: Definitions, faults: Faults) -> dict[str, Placed]:
    """Metric entries by name, the first of each."""
    return unique("metric", placed(definitions), lambda p: p.entry.name, faults)


@dataclass(slots=True)
class MetricLinker:
    """Links metric entries one by one; simple metrics come first, because others stand on them."""

    models: dict[str, SemanticModel]
    measures: dict[str, legacy.LegacyMeasure]
    vocabulary: Vocabulary
    absent: Absent
    metrics: dict[str, Metric] = field(default_factory=dict)

    def link(self, entries: dict[str, Placed], faults: Faults) -> dict[str, Metric]:
        """Every metric that can be used, in the order of the entries, stand-ins for measures last."""
        simple = {n: self._one(p, faults) for n, p in entries.items() if p.entry.type == "simple"}
        simple |= self._created(entries, faults)
        known = {n: m for n, m in simple.items() if isinstance(m, SimpleMetric)}
        stand_ins = legacy.StandIns(self.measures, known, frozenset(entries))
        others = {n: self._one(p, faults, stand_ins) for n, p in entries.items() if n not in simple}
        linked = {n: simple.get(n) or others.get(n) for n in dict.fromkeys((*entries, *simple))}
        return {n: m for n, m in (linked | stand_ins.made).items() if m}

    def _created(self, entries: dict[str, Placed], faults: Faults) -> dict[str, Metric | None]:
        """Metrics that legacy measures are by themselves."""
        made: dict[str, Metric | None] = {}
        for name, measure in self.measures.items():
            if measure.create_metric and name in entries:
                repeated("metric", entries[name].entry.name, measure.word, faults)
            elif measure.create_metric:
                made[name] = legacy.simple(name, measure)
        return made

    def _one(self, placed: Placed, faults: Faults, stand_ins: legacy.StandIns | None = None) -> Metric | None:
        own = Faults()
        metric = self._kind(placed, own, stand_ins)
        faults.merge(own)
        if own.broken or metric is None:
            self.absent.add_metric(placed.entry.name.text.strip().lower())
            return None
        return metric

    def _kind(self, placed: Placed, faults: Faults, stand_ins: legacy.StandIns | None) -> Metric | None:
        entry, inputs = placed.entry, Inputs(self.vocabulary)
        described = self._described(entry, faults)
        match entry.type:
            case "simple":
                return self._simple(placed, described, faults)
            case "ratio":
                return _ratio(entry, described, inputs, faults)
            case "derived":
                return _derived(entry, described, inputs, faults)
        assert stand_ins is not None, "simple metrics are linked first"
        measured = Measured(inputs, stand_ins, Lookup("measure", self.measures, self.absent))
        if entry.type == "cumulative":
            return cumulative.linked(entry, described, measured, faults)
        return conversions.linked(entry, described, measured, faults)

    def _described(self, entry: MetricEntry, faults: Faults) -> dict[str, Any]:
        grain = times.any_grain(entry.time_granularity, faults, self.vocabulary.grains)
        return {
            "name": named("metric", entry.name, faults),
            "span": entry.name.span,
            "label": entry.label,
            "description": entry.description,
            "filters": entry.filter,
            "time_granularity": grain,
            "hidden": entry.hidden,
        }

    # ── simple ──────────────────────────────────────────────────────────────────────────────────────────────

    def _simple(self, placed: Placed, described: dict[str, Any], faults: Faults) -> Metric | None:
        entry, params = placed.entry, placed.entry.type_params
        if params and params.measure:
            return self._over_measure(entry, params, described, faults)
        model = self._model(placed, faults)
        if entry.agg is None or model is None:
            if entry.agg is None:
                kind = next((kind for key, kind in TELLING.items() if getattr(entry, key)), "")
                hint = f"type: {kind}" if kind else MEASURE
                faults.add("R005", f'simple metric "{entry.name.text}" needs "agg"', entry.name.span, hint)
            return None
        measure = linked(of_metric(entry), model, faults, self.absent)
        if measure is None:
            return None
        fill, spine = entry.fill_nulls_with, entry.join_to_timespine
        own: dict[str, Any] = {"model": model.name, "measure": measure}
        return SimpleMetric(**own, fill_nulls_with=fill, join_to_timespine=spine, **described)

    def _model(self, placed: Placed, faults: Faults) -> SemanticModel | None:
        entry, under = placed.entry, placed.under
        if under is None:
            if entry.agg:
                faults.add("R005", f'simple metric "{entry.name.text}" needs a model', entry.name.span, OUTSIDE)
            return None
        if not is_semantic(under):
            message = f'metric "{entry.name.text}" stands under "{under.name.text}", which is no semantic model'
            faults.add("R005", message, entry.name.span, "semantic_model: true")
            return None
        model = self.models.get(model_name(under).text.strip().lower())
        faults.broken |= model is None  # the model's own fault is told
        return model

    def _over_measure(
        self, entry: MetricEntry, params: TypeParams, described: dict[str, Any], faults: Faults
    ) -> Metric | None:
        given = params.measure
        assert given is not None, "only metrics over a measure come here"
        name = Lookup("measure", self.measures, self.absent).find(given.name, faults)
        found = self.measures.get(name)
        if found is None:
            return None
        return SimpleMetric(
            model=found.model,
            measure=found.measure,
            fill_nulls_with=given.fill_nulls_with,
            join_to_timespine=given.join_to_timespine,
            **(described | {"filters": (*given.filter, *entry.filter)}),
        )


# ── ratio and derived ───────────────────────────────────────────────────────────────────────────────────────


def _ratio(entry: MetricEntry, described: dict[str, Any], inputs: Inputs, faults: Faults) -> Metric | None:
    params = entry.type_params
    parts: dict[str, Any] = {}
    for key in ("numerator", "denominator"):
        given = getattr(entry, key) or (getattr(params, key) if params else None)
        if given is None:
            faults.add("R005", f'ratio "{entry.name.text}" needs a {key}', entry.name.span, f"{key}: a metric")
        else:
            parts[key] = inputs.one(given, faults)
    return RatioMetric(**parts, **described) if len(parts) == 2 else None


def _derived(entry: MetricEntry, described: dict[str, Any], inputs: Inputs, faults: Faults) -> Metric | None:
    params = entry.type_params
    expr = entry.expr or (params.expr if params else None)
    given = entry.input_metrics or (params.metrics if params else ())
    if expr is None:
        faults.add("R005", f'derived metric "{entry.name.text}" needs an expr', entry.name.span, "expr: a - b")
    if not given:
        message = f'derived metric "{entry.name.text}" needs the metrics it is derived from'
        faults.add("R005", message, entry.name.span, "input_metrics: [{name: …}]")
    read = inputs.many(given, faults)
    if expr is None or not read:
        return None
    check_expression(expr, read, faults)
    return DerivedMetric(expr=expr, inputs=read, **described)
