"""What a finding is worth: a threshold's `worth:` expression as a metric of its own, asked per segment."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from metricops.evaluate.fingerprints import fingerprint
from metricops.evaluate.observe import as_number, segment_of
from metricops.evaluate.values import Number, Question
from metricops.expressions import parse_sql
from metricops.manifest import DerivedMetric, Manifest, MetricInput, Threshold

NAME = "worth"


def with_worth(manifest: Manifest, threshold: Threshold) -> Manifest | None:
    """The manifest with the metric `worth` added; None when the expression names something that is no metric."""
    if threshold.worth is None:
        return None
    uses = {use.name.lower(): use.span for use in parse_sql(threshold.worth).columns}
    if not uses or any(name not in manifest.metrics for name in uses):
        return None
    inputs = tuple(MetricInput(name, span) for name, span in uses.items())
    made = DerivedMetric(name=NAME, span=threshold.span, expr=threshold.worth, inputs=inputs, unit="usd")
    return replace(manifest, metrics={**manifest.metrics, NAME: made})


def stakes(
    question: Question, threshold: Threshold, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> Mapping[str, Number]:
    """The worth of each segment's finding by fingerprint; where nothing is lost there is none."""
    found: dict[str, Number] = {}
    for row in rows:
        values = dict(zip(columns, row, strict=True))
        worth = as_number(values.get(NAME))
        if worth is not None and worth > 0:
            found[fingerprint(question.metric, threshold.name, segment_of(question, values))] = worth
    return found
