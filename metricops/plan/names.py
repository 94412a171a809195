"""What a name in a query means: metric_time, a spine's grain, or an element some path reaches."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from metricops.diagnostics import Diagnostic, did_you_mean, error, nearest
from metricops.errors import QueryError
from metricops.expressions import ColumnUse, NameParts, Reference, split_name
from metricops.expressions.names import EXTRACT
from metricops.expressions.references import no_date_part
from metricops.manifest import CustomGrain, Dimension, Manifest, SemanticModel, TimeSpine
from metricops.periods import DatePart, Grain
from metricops.plan.links import Found, find, find_fanning, reachable
from metricops.source import Span

METRIC_TIME = "metric_time"
GRAINS = frozenset(g.value for g in Grain)


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the query taken apart; `bare` has neither grain nor part, `output` is the column it becomes."""

    links: tuple[str, ...]
    element: str
    span: Span
    grain: str | None = None
    date_part: DatePart | None = None
    grain_span: Span | None = None  # of its grain or date part

    @property
    def bare(self) -> str:
        """Links and element."""
        return "__".join((*self.links, self.element))

    @property
    def is_metric_time(self) -> bool:
        """Whether each metric's own time is meant."""
        return self.bare == METRIC_TIME

    def output(self, grain: str | None) -> str:
        """The column's name once an unstated grain is filled in."""
        if self.date_part:
            return f"{self.bare}__extract_{self.date_part}"
        return f"{self.bare}__{grain}" if grain else self.bare


def custom_grains(manifest: Manifest) -> dict[str, tuple[TimeSpine, CustomGrain]]:
    """Every custom grain by name with its spine."""
    return {g.name: (spine, g) for spine in manifest.spines for g in spine.custom_grains}


def name_of(reference: Reference, manifest: Manifest) -> Name:
    """The name a reference means; raises QueryError for a grain nobody knows."""
    parts = split_name(reference.name, custom_grains(manifest))
    links = (*reference.entity_path, *parts.links)
    grain, date_part = reference.grain or parts.grain, reference.date_part or parts.date_part
    said = reference.grain_span or _ending(reference.span, reference.name, parts)
    if grain and grain not in GRAINS and grain not in custom_grains(manifest):
        raise QueryError((_no_grain(manifest, grain, said),))
    return Name(links, parts.element, reference.span, grain, date_part, said)


def bare_name(use: ColumnUse, manifest: Manifest) -> Name:
    """A name that stands in a filter without a template, such as an output column."""
    parts = split_name(use.name, custom_grains(manifest))
    said = _ending(use.span, use.name, parts)
    return Name(parts.links, parts.element, use.span, parts.grain, parts.date_part, said)


def _ending(span: Span, name: str, parts: NameParts) -> Span:
    """The place of what stands behind the element, or of the last part; the name itself may stand in quotes."""
    last = name.removeprefix(f"{parts.dunder}__") if parts.grain or parts.date_part else parts.element
    quote = (span.end - span.start - len(name)) // 2
    end = span.end - quote
    start = max(end - len(last), span.start)
    return replace(span, start=start, end=end, column=span.column + start - span.start)


def _no_grain(manifest: Manifest, word: str, span: Span) -> Diagnostic:
    known = [*Grain, *custom_grains(manifest)]
    hint = did_you_mean(word, known) or f"grains are {', '.join(known)}"
    return error("P020", f'"{word}" is not a grain', span, hint)


def locate(manifest: Manifest, base: SemanticModel, name: Name, asker: str) -> Found:
    """The one element a name means for rows of `base`; raises QueryError that says why there is none or many."""
    found = find(manifest, base, name.links, name.element)
    if len(found) == 1:
        return found[0]
    if found:
        paths = ", ".join(sorted(f.full_name(base) for f in found))
        message = f'"{name.bare}" can be reached from "{base.name}" in {len(found)} ways: {paths}'
        raise QueryError((error("P021", message, name.span, "write one of the full names"),))
    raise QueryError((_unreachable(manifest, base, name, asker),))


def check_grain(name: Name, dimension: Dimension) -> None:
    """Refuse a grain or a date part finer than the column's own."""
    own = dimension.grain
    if own is None:
        if name.grain or name.date_part:
            message = f'"{name.bare}" is not a time dimension and has no {"grain" if name.grain else "date part"}'
            raise QueryError((error("P024", message, name.grain_span or name.span),))
        return
    asked = name.date_part.finest if name.date_part else Grain(name.grain) if name.grain in GRAINS else None
    if asked is not None and asked.rank < own.rank:
        what = f'date part "{name.date_part}"' if name.date_part else f'grain "{name.grain}"'
        message = f'{what} is finer than "{name.bare}", which is kept by {own}'
        raise QueryError((error("P025", message, name.grain_span or name.span, f'ask for "{own}" or coarser'),))


def _unreachable(manifest: Manifest, base: SemanticModel, name: Name, asker: str) -> Diagnostic:
    if name.links:
        fans = find_fanning(manifest, base, name.links, name.element)
        if fans:
            return _multiplied(base, name, fans[0])
    if name.links and _is_time(manifest, base, name.links):
        return _no_ending(manifest, name)
    hint = nearest_name(name, {f.full_name(base) for f in reachable(manifest, base)})
    message = f'"{name.bare}" cannot be reached from "{base.name}"'
    if asker == base.name:
        return error("P023", message, name.span, hint)
    hint = hint or f"metricops show {asker} lists what it can be split by"
    return error("P023", f'{message}, the model of "{asker}"', name.span, hint)


def _multiplied(base: SemanticModel, name: Name, found: Found) -> Diagnostic:
    """The join on the way that cannot be made: to many rows for one key, or between two models that both change."""
    fan = next((hop for hop in found.hops if hop.fans_out), None)
    if fan is None:
        changing = [m.name for m in (base, *(hop.model for hop in found.hops)) if m.validity]
        both = " and ".join(f'"{name}"' for name in changing[-2:])
        message = f'"{name.bare}" would need a join of {both}, whose rows both change over time'
        return error("P022", message, name.span, "a model that holds both at one time can be joined")
    message = (
        f'"{name.bare}" would multiply the rows of "{base.name}": '
        f'"{fan.model.name}" has many rows for one "{fan.entity}"'
    )
    hint = f'a measure on "{fan.model.name}" can be grouped by it; many-to-many needs a bridge model'
    return error("P022", message, name.span, hint)


def nearest_name(name: Name, known: Collection[str]) -> str:
    """A hint with the name that ends alike, that is written alike, or whose end is."""
    names = sorted(known)
    ends = {n.rsplit("__", 1)[-1]: n for n in reversed(names)}
    if name.element in ends:
        return f'did you mean "{ends[name.element]}"?'
    near = nearest(name.bare, names) or ends.get(nearest(name.element, ends), "")
    return f'did you mean "{near}"?' if near else ""


def _is_time(manifest: Manifest, base: SemanticModel, links: tuple[str, ...]) -> bool:
    """Whether the links of a name are a time themselves, so that what follows was meant as a grain or a part."""
    found = find(manifest, base, links[:-1], links[-1])
    return links == (METRIC_TIME,) or any(isinstance(f.element, Dimension) and f.element.is_time for f in found)


def _no_ending(manifest: Manifest, name: Name) -> Diagnostic:
    if not name.element.startswith(EXTRACT):
        return _no_grain(manifest, name.element, name.grain_span or name.span)
    return no_date_part(name.element.removeprefix(EXTRACT), name.grain_span or name.span)
