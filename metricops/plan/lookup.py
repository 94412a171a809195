"""Metrics by name: the one that is meant, or why there is none."""

import re

from metricops.diagnostics import Diagnostic, did_you_mean, error
from metricops.errors import QueryError
from metricops.manifest import Manifest, Metric
from metricops.source import Fragment, Span

SQL = re.compile(r"\b(select|from)\b|[()*/+<>=;]")


def metric_named(manifest: Manifest, text: Fragment) -> Metric:
    """The metric of this name; raises QueryError with a suggestion when there is none."""
    name = text.text.strip().lower()
    metric = manifest.metrics.get(name)
    if metric is not None:
        return metric
    raise QueryError((_unknown(manifest, name, text.at(0, len(text.text))),))


def _unknown(manifest: Manifest, name: str, span: Span) -> Diagnostic:
    if name in manifest.left_out:
        message = f'"{name}" was left out because its definition has faults'
        return error("P002", message, span, "metricops lint shows them")
    if SQL.search(name):
        return error("P003", "metrics are asked for by name, not with SQL", span, "metricops list shows the names")
    if name in manifest.definitions:
        versions = ", ".join(v.metric for v in manifest.definitions[name].versions)
        hint = f"metricops show {name} says who means which"
        return error("P004", f'"{name}" is contested: it may mean {versions}', span, hint)
    hint = did_you_mean(name, (m for m in manifest.metrics)) or "metricops list shows the names"
    return error("P001", f'there is no metric "{name}"', span, hint)
