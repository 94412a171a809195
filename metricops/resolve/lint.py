"""Stage 4, lint: policy on definitions that resolve. A project without operating KPIs and terms is left in peace."""

from collections.abc import Callable, Iterator

from metricops.diagnostics import Diagnostic
from metricops.manifest import Manifest
from metricops.resolve import lint_contracts, lint_labels, lint_terms, lint_thresholds, lint_units

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


def lint(manifest: Manifest) -> tuple[Diagnostic, ...]:
    """Everything that the rules have to say, each thing once."""
    return tuple(dict.fromkeys(diagnostic for rule in RULES for diagnostic in rule(manifest)))
