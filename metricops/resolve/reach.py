"""Filters of metrics reach what they name from the rows they filter, by the paths that queries take."""

from collections.abc import Iterable

from metricops.errors import QueryError
from metricops.expressions import ReferenceKind, parse_filter
from metricops.manifest import Manifest, Metric, SimpleMetric
from metricops.plan.names import locate, name_of
from metricops.resolve.faults import Absent, Faults
from metricops.resolve.links import inputs, leaves, limited, standing
from metricops.source import Fragment


def reachable(manifest: Manifest, faults: Faults, absent: Absent) -> dict[str, Metric]:
    """The metrics whose filters can be applied to their rows."""
    for name, metric in manifest.metrics.items():
        own = Faults()
        _check(manifest, metric, metric.filters, metric.name, own)
        for given in inputs(metric):
            _check(manifest, manifest.metrics[given.name], given.filters, metric.name, own)
        faults.merge(own)
        if own.broken:
            absent.add_metric(name)
    return standing(dict(manifest.metrics), absent)


def _check(manifest: Manifest, metric: Metric, filters: Iterable[Fragment], asker: str, faults: Faults) -> None:
    for text in filters:
        for leaf in leaves(metric, manifest.metrics, limited):
            _check_leaf(manifest, leaf, text, asker, faults)


def _check_leaf(manifest: Manifest, leaf: SimpleMetric, text: Fragment, asker: str, faults: Faults) -> None:
    for reference in parse_filter(text).references:
        name = name_of(reference, manifest)
        if reference.kind is ReferenceKind.METRIC or name.is_metric_time:
            continue
        try:
            locate(manifest, manifest.models[leaf.model], name, asker)
        except QueryError as refusal:
            faults.found += refusal.diagnostics
            faults.broken = True
