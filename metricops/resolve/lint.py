"""Stage 4, lint: policy on definitions that resolve. A project without operating KPIs and terms is left in peace."""

from collections.abc import Callable, Iterator
from datetime import date

from metricops.diagnostics import Diagnostic
from metricops.manifest import Manifest
from metricops.resolve import (
    lint_columns,
    lint_contracts,
    lint_labels,
    lint_silences,
    lint_targets,
    lint_terms,
    lint_thresholds,
    lint_units,
    lint_waivers,
)

Lint = Callable[[Manifest], Iterator[Diagnostic]]

RULES: tuple[Lint, ...] = (
    lint_contracts.incomplete,
    lint_contracts.without_source,
    lint_contracts.owned_by_its_steward,
    lint_contracts.unexplained_confidence,
    lint_contracts.accountability,
    lint_contracts.unenforced_exclusions,
    lint_contracts.compensation,
    lint_contracts.description,
    lint_contracts.unknown_metrics,
    lint_contracts.roles_nobody_holds,
    lint_contracts.too_many,
    lint_thresholds.missing,
    lint_thresholds.without_action,
    lint_thresholds.escalation,
    lint_thresholds.worth,
    lint_thresholds.segments,
    lint_thresholds.percent_levels,
    lint_thresholds.hidden_yellow,
    lint_targets.without_targets,
    lint_targets.shares,
    lint_targets.amounts,
    lint_columns.accepted_values,
    lint_columns.dimension_types,
    lint_labels.contested,
    lint_labels.repeated,
    lint_terms.unknown_versions,
    lint_terms.without_use,
    lint_terms.canonical,
    lint_terms.unused_versions,
    lint_terms.unknown_kpis,
    lint_units.ratios,
    lint_units.sums,
)


ON_A_DAY: tuple[Callable[[Manifest, date], Iterator[Diagnostic]], ...] = (
    lint_targets.not_looked_at,
    lint_waivers.ended,
    lint_silences.ended,
)
"""Rules about what ends on a day; they are asked only where that day is known."""


def lint(
    manifest: Manifest, as_of: date | None = None, types: lint_columns.Types | None = None
) -> tuple[Diagnostic, ...]:
    """Everything that the rules have to say, each thing once; `types` are those of the warehouse's columns."""
    found = [diagnostic for rule in RULES for diagnostic in rule(manifest)]
    found += lint_columns.column_types(manifest, types or {})
    found += [diagnostic for rule in ON_A_DAY if as_of for diagnostic in rule(manifest, as_of)]
    return tuple(dict.fromkeys(found))
