"""`fill_nulls_with` of dbt's latest spelling, which dbt 1.12 drops from both of its artifacts: read from YAML again."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from metricops.definitions.artifacts_manifest import DbtManifest
from metricops.definitions.artifacts_nodes import mappings, word
from metricops.definitions.compose import compose
from metricops.definitions.definitions import Definitions
from metricops.definitions.files import read_text
from metricops.definitions.metrics import MetricEntry
from metricops.definitions.models import ModelEntry
from metricops.definitions.waiting import METRICS

KEY = "fill_nulls_with"


def with_fills(definitions: Definitions, manifest: DbtManifest, root: Path) -> Definitions:
    """The definitions with what the YAML files under `root` say, as far as they are there."""
    bare = [metric for model in definitions.models for metric in model.metrics if metric.fill_nulls_with is None]
    origins = (manifest.origins.get((METRICS, metric.name.text.lower())) for metric in bare)
    files = {origin.file for origin in origins if origin is not None and origin.package == manifest.project}
    fills = dict(_fills(root / file for file in sorted(files)))
    if not fills:
        return definitions
    return replace(definitions, models=tuple(_filled(model, fills) for model in definitions.models))


def _filled(model: ModelEntry, fills: dict[str, int]) -> ModelEntry:
    def filled(metric: MetricEntry) -> MetricEntry:
        fill = fills.get(metric.name.text.lower())
        return metric if fill is None else metric.model_copy(update={KEY: fill})

    return model.model_copy(update={METRICS: tuple(filled(metric) for metric in model.metrics)})


def _fills(files: Iterable[Path]) -> Iterator[tuple[str, int]]:
    for file in files:
        text, fault = read_text(file, file.name)
        sections = compose(file.name, text).sections if fault is None and KEY in text else ()
        models = (node for key, node in sections if key == "models" and isinstance(node, list))
        for metric in (metric for model in models for item in model for metric in mappings(item, METRICS)):
            name, fill = word(metric, "name"), word(metric, KEY)
            if name and fill and fill.removeprefix("-").isdecimal():
                yield name.lower(), int(fill)
