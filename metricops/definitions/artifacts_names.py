"""What definitions name already, and what of dbt's artifacts they still want."""

from collections.abc import Callable, Iterator
from pathlib import Path

from metricops.definitions.artifacts_manifest import DbtManifest
from metricops.definitions.definitions import Definitions
from metricops.definitions.waiting import METRICS, MODELS, QUERIES, SPINES, Name

Wants = Callable[[Name], bool]


def names(definitions: Definitions) -> Iterator[Name]:
    """Every semantic model, metric, saved query and spine, by kind and name in lower case."""
    for model in definitions.models:
        if model.semantic_name is not None:
            yield MODELS, model.semantic_name
        if model.time_spine is not None:
            yield SPINES, model.name.text.lower()
        yield from ((METRICS, metric.name.text.lower()) for metric in model.metrics)
    for legacy in definitions.semantic_models:
        yield MODELS, legacy.name.text.lower()
        yield from ((METRICS, measure.name.text.lower()) for measure in legacy.measures if measure.create_metric)
    yield from ((METRICS, metric.name.text.lower()) for metric in definitions.metrics)
    yield from ((QUERIES, query.name.text.lower()) for query in definitions.saved_queries)


def whatever_is_missing(written: Definitions) -> Wants:
    """For artifacts that were named themselves: all that YAML does not define."""
    known = _known(written)
    return lambda name: name not in known


def what_cannot_be_read(written: Definitions, manifest: DbtManifest | None, root: Path) -> Wants:
    """For artifacts of a project: what stands in its packages, in files that are not read, or beside a template that
    only dbt can render. What is missing from a file that was read has been deleted since dbt ran."""
    known = _known(written)
    rendered = {fault.span.file for waiting in written.waiting for fault in waiting.faults if fault.span}

    def wants(name: Name) -> bool:
        if name in known:
            return False
        origin = manifest.origins.get(name) if manifest else None
        if manifest is None or origin is None:
            return bool(rendered)
        if origin.package != manifest.project or origin.file in rendered:
            return True
        return origin.file not in written.texts and (root / origin.file).is_file()

    return wants


def _known(written: Definitions) -> frozenset[Name]:
    """What YAML defines, well or badly."""
    kinds = {"models": MODELS}
    left_out = ((kinds.get(left.kind, left.kind), left.name.lower()) for left in written.left_out)
    return frozenset((*names(written), *left_out))
