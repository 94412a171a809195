"""Policy on thresholds: each leads to an action, splits by what exists, and can show what it promises."""

import re
from collections.abc import Iterator
from decimal import Decimal

from metricops.diagnostics import Diagnostic, did_you_mean, error, warning
from metricops.errors import QueryError
from metricops.expressions import parse_sql, split_name
from metricops.manifest import Change, Comparison, Level, LevelRule, Manifest, Metric, Sentence, Threshold
from metricops.plan.names import Name, custom_grains, locate
from metricops.resolve.links import leaves, limited
from metricops.resolve.lint_contracts import kpis
from metricops.source import Span

LARGEST_SHARE = 2  # shares above 100 % exist, but 40 is meant as 40 %
LOWER = (Comparison.BELOW, Comparison.AT_MOST)


def missing(manifest: Manifest) -> Iterator[Diagnostic]:
    """W020: an operating KPI without a threshold is commentary."""
    for metric, contract in kpis(manifest):
        if contract.operating and not contract.thresholds and not _left_out(metric, manifest):
            hint = "thresholds: [{red: below 3.0}]"
            yield error("W020", f'operating KPI "{metric.name}" has no threshold', contract.span, hint)


def without_action(manifest: Manifest) -> Iterator[Diagnostic]:
    """W021: a threshold says what is done when it is breached."""
    for metric, threshold in _thresholds(manifest):
        if not threshold.actions:
            message = f'threshold "{threshold.name}" of "{metric.name}" leads to no action'
            yield error("W021", message, threshold.span, "then: {investigate: what to find out}")


def worth(manifest: Manifest) -> Iterator[Diagnostic]:
    """W025: what is at stake is computed from metrics that exist."""
    for metric, threshold in _thresholds(manifest):
        for use in parse_sql(threshold.worth).columns if threshold.worth else ():
            if use.name.lower() not in manifest.metrics:
                message = f'"{use.name}", in the worth of "{metric.name}", is not a metric'
                yield error("W025", message, use.span, did_you_mean(use.name, manifest.metrics))


def escalation(manifest: Manifest) -> Iterator[Diagnostic]:
    """W022: whoever escalates says to whom."""
    for metric, threshold in _thresholds(manifest):
        if any(a.kind == "escalate" and not a.to for a in threshold.actions):
            message = f'threshold "{threshold.name}" of "{metric.name}" escalates to nobody'
            yield error("W022", message, threshold.span, "then: {escalate: {do: …, to: CRO}}")


def segments(manifest: Manifest) -> Iterator[Diagnostic]:
    """What a threshold splits by or is limited to exists and can be reached from every part of the metric.

    The planner's own words say so.
    """
    for metric, threshold in _thresholds(manifest):
        for text in threshold.by:
            yield from _unreachable(manifest, metric, text, dict(threshold.places).get(text, threshold.span))
        for scope in threshold.red.scope:
            yield from _unreachable(manifest, metric, scope.dimension, _scope_span(threshold.red, scope.dimension))


def percent_levels(manifest: Manifest) -> Iterator[Diagnostic]:
    """W023: a percent metric is a fraction, so that a level of 40 is never reached."""
    for metric, threshold in _thresholds(manifest):
        value = _level(threshold.red)
        if metric.unit == "%" and value is not None and abs(value) > LARGEST_SHARE:
            message = f'"{metric.name}" is a share from 0 to 1, and its threshold is at {value}'
            yield warning("W023", message, threshold.span, f'"{value}%" is {value / 100}')


def hidden_yellow(manifest: Manifest) -> Iterator[Diagnostic]:
    """W024: yellow is reached before red."""
    for metric, threshold in _thresholds(manifest):
        if threshold.yellow and _later(threshold.yellow, threshold.red):
            message = f'yellow of "{metric.name}" lies beyond its red and can never show'
            yield warning("W024", message, threshold.yellow.text.span, "yellow comes first")


def _thresholds(manifest: Manifest) -> Iterator[tuple[Metric, Threshold]]:
    for metric, contract in kpis(manifest):
        yield from ((metric, threshold) for threshold in contract.thresholds)


def _left_out(metric: Metric, manifest: Manifest) -> bool:
    return any(name.startswith(f"{metric.name}.") for name in manifest.left_out)


def _unreachable(manifest: Manifest, metric: Metric, text: str, span: Span) -> Iterator[Diagnostic]:
    parts = split_name(text, custom_grains(manifest))
    name = Name(parts.links, parts.element, span, parts.grain, parts.date_part)
    if name.is_metric_time:
        return
    for model in dict.fromkeys(leaf.model for leaf in leaves(metric, manifest.metrics, limited)):
        try:
            locate(manifest, manifest.models[model], name, metric.name)
        except QueryError as refusal:
            yield from refusal.diagnostics


def _scope_span(sentence: Sentence, dimension: str) -> Span:
    """Where the sentence says `for DIMENSION =`."""
    found = re.search(rf"\b{re.escape(dimension)}(?=\s*=)", sentence.text.text, re.IGNORECASE)
    return sentence.text.at(*found.span()) if found else sentence.text.span


def _level(sentence: Sentence) -> Decimal | None:
    match sentence.rule:
        case LevelRule(level=Level(value)):
            return value
    return None


def _later(yellow: Sentence, red: Sentence) -> bool:
    match yellow.rule, red.rule:
        case Change(direction=one, by=soft), Change(direction=other, by=hard):
            return one == other and soft > hard
        case LevelRule(side, Level(soft)), LevelRule(other, Level(hard)) if (side in LOWER) == (other in LOWER):
            return soft < hard if side in LOWER else soft > hard
    return False
