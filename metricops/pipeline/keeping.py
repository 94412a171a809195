"""Partials of a project: what its metrics, contracts and thresholds ask for, and the file that a query may read."""

from collections.abc import Iterator
from datetime import date

from metricops.evaluate.questions import asked, other_metrics, thresholds
from metricops.evaluate.values import Question
from metricops.manifest import Manifest
from metricops.partials.wanted import Wanted, wanted
from metricops.periods import Period
from metricops.pipeline.asked import ask_each

ANY = (Period(date(2000, 1, 1), date(2000, 1, 7)),)
"""What partials hold does not hang on the days that are asked for."""


def wanted_by(manifest: Manifest) -> tuple[Wanted, ...]:
    """What partials would have to hold: every metric, by the segments of its thresholds and of its contract."""
    asking = [Question(q.metric, q.by, q.where, ANY) for q in dict.fromkeys(_questions(manifest))]
    return wanted(one.plan for one in ask_each(manifest, asking) if one.plan is not None)


def _questions(manifest: Manifest) -> Iterator[Question]:
    for name, metric in manifest.metrics.items():
        yield Question(name, (), (), ())
        for segment in metric.contract.segments if metric.contract else ():
            yield Question(name, (segment,), (), ())
    for metric, threshold in thresholds(manifest):
        yield from (asked(name, threshold) for name in (metric.name, *other_metrics(threshold)))
