"""Contracts: what stands on the metric and in the side file, and what is inherited from the models."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from metricops.definitions import ContractEntry, Definitions, Named, RaciEntry
from metricops.diagnostics import Related
from metricops.manifest import (
    Caveat,
    Confidence,
    Contract,
    Metric,
    ModelFacts,
    Required,
    SemanticModel,
)
from metricops.periods import parse_window
from metricops.resolve import times
from metricops.resolve.faults import Absent, Faults, Lookup
from metricops.resolve.links import leaves
from metricops.resolve.names import unique
from metricops.resolve.relations import Tables
from metricops.resolve.thresholds import ThresholdLinker
from metricops.resolve.units import with_units
from metricops.resolve.vocabulary import Vocabulary
from metricops.source import Fragment, Span

REQUIRED = ("purpose", "owner", "steward", "unit", "excludes", "confidence")


@dataclass(frozen=True, slots=True)
class ContractLinker:
    """Gives every metric its contract and its unit."""

    metrics: Mapping[str, Metric]
    models: Mapping[str, SemanticModel]
    uses: Mapping[str, Required]
    vocabulary: Vocabulary
    absent: Absent
    tables: Tables

    def link(self, entries: Mapping[str, ContractEntry], faults: Faults) -> dict[str, Metric]:
        """The metrics with what their contracts say."""
        linked = {}
        for name, metric in self.metrics.items():
            entry = entries.get(name)
            contract = self._contract(metric, entry, faults) if entry else None
            linked[name] = replace(metric, contract=contract)
        return with_units(linked)

    def _contract(self, metric: Metric, entry: ContractEntry, faults: Faults) -> Contract:
        tier = 1 if entry.thresholds and not missing(entry) else 2
        thresholds = ThresholdLinker(metric.name, tier, self.vocabulary, self.absent, self.tables)
        facts = self._facts(metric)
        confidence = Confidence(entry.confidence.level, entry.confidence.note) if entry.confidence else None
        times.check_promises(entry.refresh, entry.final_after, faults)
        return Contract(
            span=entry.span,
            purpose=entry.purpose,
            owner=_text(entry.owner),
            steward=_text(entry.steward),
            raci=tuple(_raci(entry.raci)) if entry.raci else (),
            unit=_text(entry.unit),
            good=entry.good or "up",
            indicator=entry.indicator or "lagging",
            includes=entry.includes,
            excludes=None if entry.excludes is None else _texts(entry.excludes),
            source_of_truth=entry.source_of_truth or facts.source_of_truth,
            refresh=_text(entry.refresh) or facts.refresh,
            final_after=_text(entry.final_after) or facts.final_after,
            grain=entry.grain or facts.grain,
            confidence=confidence,
            required=entry.required or self.uses.get(metric.name),
            caveats=tuple(Caveat(c.text, c.kind or "", c.since, c.until) for c in entry.caveats),
            segments=_names(entry.segments),
            drivers=_names(entry.drivers),
            thresholds=tuple(thresholds.link(entry.thresholds, faults)),
            window=times.window(entry.window, faults),
            tolerance=Contract(entry.span).tolerance if entry.tolerance is None else entry.tolerance,
            paired_with=_text(entry.paired_with).lower(),
            proxy_for=_text(entry.proxy_for).lower(),
            compensation=bool(entry.compensation),
            okr=_text(entry.okr),
            status=entry.status or "",
            approved_by=", ".join(_texts(entry.approved_by)),
            scope=entry.scope or "",
            operating=bool(entry.operating),
            places=tuple(_places(entry)),
        )

    def _facts(self, metric: Metric) -> ModelFacts:
        """What the models underneath say: every source, else the first word on each point."""
        models = (self.models[leaf.model].facts for leaf in leaves(metric, self.metrics))
        facts = tuple(models)
        return ModelFacts(
            source_of_truth=", ".join(dict.fromkeys(f.source_of_truth for f in facts if f.source_of_truth)),
            refresh=next((f.refresh for f in facts if f.refresh), ""),
            final_after=max((f.final_after for f in facts if f.final_after), key=_days, default=""),
            grain=next((f.grain for f in facts if f.grain), ""),
        )


def missing(entry: ContractEntry) -> tuple[str, ...]:
    """The fields an operating KPI needs and this contract does not have."""
    return tuple(key for key in REQUIRED if getattr(entry, key) in ("", None))


def merged(
    metrics: Mapping[str, ContractEntry | None], definitions: Definitions, known: Lookup, faults: Faults
) -> dict[str, ContractEntry]:
    """Contracts by metric: on the metric, in the side file, or some fields in each."""
    contracts = {name: entry for name, entry in metrics.items() if entry}
    for name, side in unique("contract", definitions.contracts, lambda n: n.name, faults).items():
        known.find(side.name, faults)
        own = contracts.get(name)
        contracts[name] = _both(own, side, faults) if own else side.value
    return contracts


def _both(own: ContractEntry, side: Named[ContractEntry], faults: Faults) -> ContractEntry:
    """Both together; a field in both places is a fault, and the metric's own counts."""
    written = {key for key in side.value.model_fields_set if key != "span"}
    for key in sorted(written & own.model_fields_set):
        related = Related("on the metric", _place(own, key))
        message = f'"{key}" of "{side.name.text}" is written in two places'
        faults.add("R006", message, _place(side.value, key), "one of them must go", related)
    added = {key: getattr(side.value, key) for key in written - own.model_fields_set}
    return own.model_copy(update=added)


def required_uses(definitions: Definitions) -> dict[str, Required]:
    """How far each metric must be trusted: the most that any decision that reads it asks for."""
    uses: dict[str, Required] = {}
    for needed in Required:  # from the least to the most
        for decision in (d for d in definitions.decisions if d.requires is needed):
            uses |= dict.fromkeys(_names(decision.inputs), needed)
    return uses


# ── fields ──────────────────────────────────────────────────────────────────────────────────────────────────


def _raci(entry: RaciEntry) -> Iterator[tuple[str, str]]:
    for part in ("responsible", "accountable", "consulted", "informed"):
        yield from ((part, word.text) for word in getattr(entry, part))


def _places(entry: ContractEntry) -> Iterator[tuple[str, Span]]:
    for key in ContractEntry.model_fields:
        if key != "span" and key in entry.model_fields_set:
            yield key, _place(entry, key)


def _place(entry: ContractEntry, key: str) -> Span:
    """Where a field's value is written, as near as it is known."""
    value = getattr(entry, key)
    first = value[0] if isinstance(value, tuple) and value else value
    return getattr(first, "span", entry.span)


def _days(text: str) -> Decimal:
    window = parse_window(text)
    lengths = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
    return Decimal(window.n * lengths[window.unit.value]) if window else Decimal(0)


def _text(word: Fragment | None) -> str:
    return word.text.strip() if word else ""


def _texts(words: Iterable[Fragment]) -> tuple[str, ...]:
    return tuple(word.text.strip() for word in words)


def _names(words: Iterable[Fragment]) -> tuple[str, ...]:
    return tuple(word.text.strip().lower() for word in words)
