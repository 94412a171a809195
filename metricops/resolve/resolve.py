"""Stage 3, resolve: Definitions become a Manifest, linked and checked; what does not resolve is left out."""

from dataclasses import dataclass, replace

from metricops.definitions import Definitions
from metricops.diagnostics import Diagnostic
from metricops.manifest import Manifest, Metric, Relation, SemanticModel, TimeSpine
from metricops.periods import Calendar
from metricops.resolve import contracts, legacy, metrics, terms
from metricops.resolve.checks import CheckLinker
from metricops.resolve.contracts import ContractLinker
from metricops.resolve.faults import Absent, Faults, Lookup
from metricops.resolve.links import settled
from metricops.resolve.models import models
from metricops.resolve.reach import reachable
from metricops.resolve.relations import Tables, tables
from metricops.resolve.saved_queries import saved_queries
from metricops.resolve.silences import silences
from metricops.resolve.spines import custom_grains, spines
from metricops.resolve.targets import fitting, targets
from metricops.resolve.vocabulary import Vocabulary
from metricops.resolve.waivers import waivers


@dataclass(frozen=True, slots=True)
class Resolved:
    """The manifest and the faults found while making it; those of reading and decoding are not repeated."""

    manifest: Manifest
    diagnostics: tuple[Diagnostic, ...]


def resolve(definitions: Definitions, *, schema: str | None = None, calendar: Calendar = Calendar()) -> Resolved:
    """Link everything that was decoded. Tables without a schema of their own stand in `schema`."""
    faults, absent = Faults(), Absent.of(definitions)
    named = tables(definitions, schema)
    time = spines(definitions, named, faults)
    linked = models(definitions, named, faults, absent)
    words, usable = _metrics(definitions, linked, named, time, faults, absent)
    texts = definitions.texts
    checks = CheckLinker(named, tuple(linked.values()), _loaded_at(linked, named), texts, absent)
    every, maps = tuple(checks.checks(definitions, faults)), tuple(checks.tier_maps(definitions, faults))
    manifest = Manifest(
        models=linked,
        metrics=usable,
        spines=time,
        saved_queries=saved_queries(definitions.saved_queries, words, faults, absent),
        checks=every,
        tier_maps=maps,
        waivers=waivers(definitions.waivers, every, maps, absent, faults),
        targets=targets(definitions.targets, Lookup("metric", usable, absent), calendar, faults),
        sources={source.name: source for source in named.sources.values()},
        definitions=terms.definitions(definitions.definitions, faults),
        people=terms.people(definitions.people, faults),
        forums=terms.forums(definitions.forums, faults),
        silences=silences(definitions.silences, usable, absent, faults),
        calendar=calendar,
        left_out=frozenset(absent.names),
    )
    manifest = replace(manifest, targets=fitting(manifest, faults))
    return Resolved(manifest, tuple(dict.fromkeys(faults.found)))


def _metrics(
    definitions: Definitions,
    linked: dict[str, SemanticModel],
    named: Tables,
    time: tuple[TimeSpine, ...],
    faults: Faults,
    absent: Absent,
) -> tuple[Vocabulary, dict[str, Metric]]:
    """The metrics that can be used, with contracts, and the names that everything else may refer to."""
    measures = legacy.measures(definitions, linked, faults, absent)
    placed = metrics.declared(definitions, faults)
    created = {name for name, measure in measures.items() if measure.create_metric}
    declared = Vocabulary(tuple(linked.values()), {*placed, *created}, custom_grains(time), absent)
    found = metrics.MetricLinker(linked, measures, declared, absent).link(placed, faults)
    entries = {name: one.entry for name, one in placed.items()}
    usable = settled(found, entries, declared, faults, absent)
    usable = reachable(Manifest(models=linked, metrics=usable, spines=time), faults, absent)
    words = Vocabulary(declared.models, usable, declared.grains, absent)
    known = Lookup("metric", usable, absent)
    written = contracts.merged({n: e.contract for n, e in entries.items()}, definitions, known, faults)
    linker = ContractLinker(usable, linked, contracts.required_uses(definitions), words, absent, named)
    return words, linker.link(written, faults)


def _loaded_at(linked: dict[str, SemanticModel], named: Tables) -> dict[Relation, str]:
    """The column of each table that says when its rows were loaded, where it is declared."""
    sources = {s.relation: s.loaded_at for s in named.sources.values() if s.loaded_at}
    return sources | {m.relation: m.facts.loaded_at for m in linked.values() if m.facts.loaded_at}
