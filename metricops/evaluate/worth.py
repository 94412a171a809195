"""What a finding is worth: a threshold's `worth:` expression as a metric of its own, asked per segment."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from metricops.evaluate.exact import exact
from metricops.evaluate.fingerprints import fingerprint
from metricops.evaluate.observe import as_number, group_places, segment_of
from metricops.evaluate.shapes import ADDING
from metricops.evaluate.values import Number, Question
from metricops.expressions import parse_sql
from metricops.expressions.sentence_words import number
from metricops.manifest import DerivedMetric, Manifest, Metric, MetricInput, SimpleMetric, Threshold

NAME = "at__stake"  # no metric of the user's may have two underscores


def with_worth(manifest: Manifest, threshold: Threshold) -> Manifest | None:
    """The manifest with the metric `at__stake` added; None when the expression names something that is no metric.

    A sum or count that a segment lacks counts as 0, as it does when the segment is judged.
    """
    if threshold.worth is None:
        return None
    uses = {use.name.lower(): use.span for use in parse_sql(threshold.worth).columns}
    if not uses or any(name not in manifest.metrics for name in uses):
        return None
    inputs = tuple(MetricInput(name, span) for name, span in uses.items())
    made = DerivedMetric(name=NAME, span=threshold.span, expr=threshold.worth, inputs=inputs, unit="usd")
    filled = {name: _filled(manifest.metrics[name]) for name in uses}
    return replace(manifest, metrics={**manifest.metrics, **filled, NAME: made})


def stakes(
    question: Question, threshold: Threshold, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> Mapping[str, Number]:
    """The worth of each segment's finding by fingerprint; segments without one are left out."""
    found: dict[str, Number] = {}
    names = [name.lower() for name in columns]
    keys, at = group_places(question, names.index("window_end")), names.index(NAME)
    for row in rows:
        worth, segment = as_number(row[at]), segment_of(question, [row[i] for i in keys])
        stake = exact(worth)
        if worth is not None and stake is not None and stake > 0:  # where nothing is lost, nothing is at stake
            found[fingerprint(question.metric, threshold.name, segment)] = worth
    return found


def fixed(threshold: Threshold) -> Number | None:
    """The worth when it is a number alone, the same for every finding."""
    return number(threshold.worth.text.strip()) if threshold.worth else None


def _filled(metric: Metric) -> Metric:
    if isinstance(metric, SimpleMetric) and metric.measure.agg in ADDING and metric.fill_nulls_with is None:
        return replace(metric, fill_nulls_with=0)
    return metric
