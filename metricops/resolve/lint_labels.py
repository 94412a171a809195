"""Policy on labels: one word never names two things."""

from collections import defaultdict
from collections.abc import Iterator

from metricops.diagnostics import Diagnostic, Related, error
from metricops.manifest import Manifest, Metric
from metricops.resolve.lint_contracts import kpis


def contested(manifest: Manifest) -> Iterator[Diagnostic]:
    """W030: no metric is called by a word that teams use for different numbers."""
    terms = {term.lower(): definition for term, definition in manifest.definitions.items()}
    for metric in manifest.metrics.values():
        word = next((w for w in (metric.label, metric.name) if w.strip().lower() in terms), "")
        if word:
            definition = terms[word.strip().lower()]
            versions = ", ".join(v.metric for v in definition.versions)
            message = f'"{word}" is contested: the label of "{metric.name}" must say which'
            hint = f"it may mean {versions}" if versions else ""
            yield error("W030", message, metric.span, hint, Related("contested", definition.span))


def repeated(manifest: Manifest) -> Iterator[Diagnostic]:
    """W031: no other metric has the label of an operating KPI."""
    labelled: dict[str, list[Metric]] = defaultdict(list)
    for metric in manifest.metrics.values():
        if metric.label and not metric.hidden:
            labelled[metric.label.strip().lower()].append(metric)
    operating = {metric.name for metric, _ in kpis(manifest)}
    for first, *others in labelled.values():
        if others and operating.intersection(m.name for m in (first, *others)):
            for metric in others:
                message = f'"{metric.name}" has the label "{metric.label}" of "{first.name}"'
                related = Related("labelled so first", first.span)
                yield error("W031", message, metric.span, "each needs a label of its own", related)
