"""What templates and expressions may name: every reference is known, or reported with a suggestion."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from metricops.diagnostics import did_you_mean
from metricops.expressions import ColumnUse, NameParts, Reference, ReferenceKind, parse_filter, split_name
from metricops.manifest import Dimension, EntityType, SemanticModel
from metricops.periods import Grain
from metricops.resolve.faults import Absent, Faults
from metricops.source import Fragment, Span

METRIC_TIME = "metric_time"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that exist: models with their elements, metrics, and custom grains."""

    models: Collection[SemanticModel]
    metrics: Collection[str]
    grains: Collection[str]
    absent: Absent

    def check_filters(self, filters: Iterable[Fragment], faults: Faults) -> tuple[str, ...]:
        """Reports whatever filters name that does not exist; the metrics they read are returned."""
        read: list[str] = []
        for text in filters:
            parsed = faults.take(parse_filter, text)
            for reference in parsed.references if parsed else ():
                read += self.check(reference, faults)
            for use in parsed.columns if parsed else ():
                self._bare(use, faults)
        return tuple(read)

    def check(self, reference: Reference, faults: Faults) -> tuple[str, ...]:
        """Reports a reference to something that does not exist; a metric's name is returned."""
        if reference.kind is ReferenceKind.METRIC:
            self.metric(reference.name, reference.span, faults)
            for name in reference.group_by:
                self._element(split_name(name, self.grains), reference.span, faults)
            return (reference.name,)
        parts = split_name(reference.name, self.grains)
        timed = parts.links == (METRIC_TIME,)  # what stands behind it can only be meant as a grain
        grain = reference.grain or parts.grain or (parts.element if timed else None)
        if grain and grain not in self.grains and grain not in list(Grain):
            hint = did_you_mean(grain, (*Grain, *self.grains))
            faults.add("R008", f'"{grain}" is not a grain', reference.span, hint)
            return ()
        links = (*reference.entity_path, *parts.links)
        if not links and reference.kind is not ReferenceKind.ENTITY and parts.element != METRIC_TIME:
            self._unlinked(parts.element, reference.span, faults)
        else:
            self._element(NameParts(links, parts.element, grain, parts.date_part), reference.span, faults)
        return ()

    def metric(self, name: str, span: Span, faults: Faults) -> None:
        """Reports a metric that does not exist."""
        if name in self.metrics:
            return
        faults.broken = True
        if not self.absent.excuses(name, self.metrics):
            faults.add("R003", f'metric "{name}" is not defined', span, did_you_mean(name, self.metrics))

    def holders(self, parts: NameParts) -> list[SemanticModel]:
        """The models in which a name of this shape may end, as far as names can tell."""
        return [model for model in self.models if _holds(model, parts)]

    def _element(self, parts: NameParts, span: Span, faults: Faults) -> None:
        if parts.dunder == METRIC_TIME:
            return
        found = self.holders(parts)
        if not found:
            self._unknown(parts.dunder, span, faults)
        elif parts.links:
            _check_grain(parts, found, span, faults)

    def _unlinked(self, name: str, span: Span, faults: Faults) -> None:
        full = [n for n in self._full_names() if n.rsplit("__", 1)[-1] == name]
        if not full:
            self._unknown(name, span, faults)
            return
        message = f'"{name}" needs the entity it belongs to'
        faults.add("R014", message, span, f'such as "{full[0]}"')

    def _unknown(self, name: str, span: Span, faults: Faults) -> None:
        names = self._full_names()
        faults.broken = True
        if name.rsplit("__", 1)[-1] in self.absent.names or self.absent.excuses(name, names):
            return
        same = [n for n in names if n.rsplit("__", 1)[-1] == name.rsplit("__", 1)[-1]]
        hint = did_you_mean(name, names) or (f'did you mean "{same[0]}"?' if same else "")
        faults.add("R003", f'dimension "{name}" is not defined', span, hint)

    def _bare(self, use: ColumnUse, faults: Faults) -> None:
        """A name outside a template may be a column of the result, such as `metric_time__day`."""
        parts = split_name(use.name, self.grains)
        if parts.dunder == METRIC_TIME or self.holders(parts):
            return
        full = [n for n in self._full_names() if n.rsplit("__", 1)[-1] == parts.element]
        name = full[0] if full else f"entity__{parts.element}"
        hint = f"dimensions stand in templates: {{{{ Dimension('{name}') }}}}"
        faults.add("R014", f'"{use.name}" stands bare in a filter', use.span, hint)

    def _full_names(self) -> list[str]:
        names: list[str] = []
        for model in self.models:
            names += [f"{model.primary_entity}__{d.name}" for d in model.dimensions if model.primary_entity]
            keys = (e.name for e in model.entities if e.type is not EntityType.FOREIGN)
            names += [f"{k}__{d.name}" for k in keys if k != model.primary_entity for d in model.dimensions]
        return names


def _holds(model: SemanticModel, parts: NameParts) -> bool:
    entity = model.entity(parts.element) is not None
    if not parts.links:
        return entity or model.primary_entity == parts.element
    link = parts.links[-1]
    linked = link == model.primary_entity or model.entity(link) is not None
    return linked and (entity or model.dimension(parts.element) is not None)


def _check_grain(parts: NameParts, models: list[SemanticModel], span: Span, faults: Faults) -> None:
    """A grain finer than the column's own, or on something that is no time."""
    found = [d for d in (model.dimension(parts.element) for model in models) if d]
    if (parts.grain or parts.date_part) and found and all(_refuses(parts, d) for d in found):
        own = found[0].grain
        message = f'"{parts.dunder}" is kept by {own.value}' if own else f'"{parts.dunder}" is not a time dimension'
        asked = f'grain "{parts.grain}"' if parts.grain else f'date part "{parts.date_part}"'
        faults.add("R008", f"{message} and has no {asked}", span, f'"{own.value}" or coarser' if own else "")


def _refuses(parts: NameParts, dimension: Dimension) -> bool:
    if dimension.grain is None:
        return True
    if parts.date_part:
        return parts.date_part.finest.rank < dimension.grain.rank
    return parts.grain in list(Grain) and Grain(parts.grain).rank < dimension.grain.rank
