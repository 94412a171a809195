"""A metric's sheet: what it means, who answers for it, what it is built from and how it may be split."""

import re
from collections.abc import Iterator

from metricops.cli.listing import kind_of, refresh, source_of_truth
from metricops.evaluate.confidence import meets
from metricops.manifest import (
    Contract,
    DerivedMetric,
    Manifest,
    Metric,
    MetricInput,
    RatioMetric,
    SimpleMetric,
    Threshold,
)
from metricops.output.records import Record
from metricops.plan.links import reachable
from metricops.plan.times import inputs, simple_metrics
from metricops.source import Fragment

INDENT = "  "
TEMPLATE = re.compile(r"""\{\{\s*\w+\(\s*['"]([^'"]+)['"].*?\)\s*\}\}""", re.DOTALL)


def sheet(manifest: Manifest, metric: Metric, sql: str) -> Record:
    """All facts of a metric as one object; contract fields are null without a contract."""
    return {
        "metric": metric.name,
        "label": metric.label or metric.name,
        "kind": kind_of(metric),
        "unit": metric.unit,
        "description": metric.description,
        "contract": _contract(manifest, metric.contract) if metric.contract else None,
        "source_of_truth": source_of_truth(manifest, metric),
        "refresh": refresh(manifest, metric),
        "thresholds": [_threshold(threshold) for threshold in metric.contract.thresholds] if metric.contract else [],
        "lineage": list(lineage(manifest, metric)),
        "dimensions": dimensions(manifest, metric),
        "sql": sql,
        "span": metric.span.place,
    }


def lineage(manifest: Manifest, metric: Metric, depth: int = 0) -> Iterator[str]:
    """One line per metric that it is built from, down to expressions over the columns of a table."""
    yield INDENT * depth + f"{metric.name} = {_formula(manifest, metric)}"
    for given in inputs(metric):
        if given.name in manifest.metrics:
            yield from lineage(manifest, manifest.metrics[given.name], depth + 1)


def dimensions(manifest: Manifest, metric: Metric) -> list[str]:
    """The names that every model behind the metric reaches without multiplying rows."""
    reached = [
        {found.full_name(model) for found in reachable(manifest, model)}
        for model in (manifest.models[simple.model] for simple in simple_metrics(manifest, metric))
    ]
    return sorted(set.intersection(*reached)) if reached else []


def _contract(manifest: Manifest, contract: Contract) -> Record:
    required, confidence = contract.required, contract.confidence
    met = None if required is None or confidence is None else meets(confidence.level, required)
    return {
        "purpose": contract.purpose,
        "owner": _person(manifest, contract.owner),
        "steward": _person(manifest, contract.steward),
        "raci": {role: _person(manifest, who) for role, who in contract.raci},
        "indicator": contract.indicator,
        "good": contract.good,
        "includes": contract.includes,
        "excludes": None if contract.excludes is None else list(contract.excludes),
        "confidence": confidence,
        "required": required,
        "met": met,
        "caveats": [caveat.text for caveat in contract.caveats],
        "segments": list(contract.segments),
        "drivers": list(contract.drivers),
    }


def _person(manifest: Manifest, role: str) -> str:
    """A role with the name of who holds it now."""
    person = manifest.people.get(role)
    return f"{role} ({person.name})" if person else role


def _threshold(threshold: Threshold) -> Record:
    return {
        "name": threshold.name,
        "red": str(threshold.red.text),
        "yellow": str(threshold.yellow.text) if threshold.yellow else None,
        "by": list(threshold.by),
        "tier": threshold.tier,
        "window": threshold.window,
        "within": threshold.within,
        "worth": " ".join(threshold.worth.text.split()) if threshold.worth else None,
        "actions": [{"kind": action.kind, "do": action.do, "to": action.to} for action in threshold.actions],
        "span": threshold.span.place,
    }


def _formula(manifest: Manifest, metric: Metric) -> str:
    match metric:
        case SimpleMetric(model=model, measure=measure):
            return f"{measure.agg}({measure.expr}) of {manifest.models[model].relation}{_where(metric.filters)}"
        case RatioMetric(numerator=numerator, denominator=denominator):
            return f"{_input(numerator)} / {_input(denominator)}{_where(metric.filters)}"
        case DerivedMetric(expr=expr):
            return f"{expr}{_where(metric.filters)}"
    return f"{kind_of(metric)} of {', '.join(_input(given) for given in inputs(metric))}"


def _input(given: MetricInput) -> str:
    alias = f" as {given.alias}" if given.alias else ""
    return f"{given.name}{alias}{_where(given.filters)}"


def _where(filters: tuple[Fragment, ...]) -> str:
    """The filters with every template replaced by the name in it."""
    texts = [" ".join(TEMPLATE.sub(r"\1", text.text).split()) for text in filters]
    return f" where {' and '.join(texts)}" if texts else ""
