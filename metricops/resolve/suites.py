"""Suites: the checks that a suite of Great Expectations holds, linked to the tables of a manifest."""

from dataclasses import dataclass

from metricops.definitions import Definitions
from metricops.diagnostics import Diagnostic
from metricops.manifest import Check, Manifest
from metricops.resolve.checks import CheckLinker
from metricops.resolve.faults import Absent, Faults
from metricops.resolve.relations import Tables


@dataclass(frozen=True, slots=True)
class ResolvedSuite:
    """The checks that can be run, and what is wrong with the others."""

    checks: tuple[Check, ...]
    diagnostics: tuple[Diagnostic, ...]


def resolve_suite(definitions: Definitions, manifest: Manifest, schema: str | None) -> ResolvedSuite:
    """The checks of a suite; tables are the manifest's models and sources, or plain names in the project's schema."""
    faults, models = Faults(), tuple(manifest.models.values())
    sources = {name.lower(): source for name, source in manifest.sources.items()}
    named = {model.relation.name.lower(): model.relation for model in models}
    tables = Tables(schema, named, sources, {})
    loaded_at = {s.relation: s.loaded_at for s in sources.values() if s.loaded_at}
    loaded_at |= {m.relation: m.facts.loaded_at for m in models if m.facts.loaded_at}
    linker = CheckLinker(tables, models, loaded_at, definitions.texts, Absent.of(definitions))
    checks = tuple(linker.checks(definitions, faults))
    return ResolvedSuite(checks, (*definitions.diagnostics, *faults.found))
