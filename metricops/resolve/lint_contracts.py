"""Policy on the contracts of operating KPIs: who answers for a number, what it means and how far it may be trusted."""

import re
from collections.abc import Iterator

from metricops.diagnostics import Diagnostic, did_you_mean, error, warning
from metricops.manifest import ConfidenceLevel, Contract, Manifest, Metric
from metricops.resolve.contracts import REQUIRED
from metricops.resolve.links import inputs, leaves

LONGEST_DESCRIPTION = 35  # words: one sentence that a meeting can hold in mind
MOST_KPIS = 10
SPOKEN = {"excludes": "exclusions"}
WORD = re.compile(r"\w{4,}")
VAGUE = re.compile(r"\betc\b", re.IGNORECASE)
NOT_ENFORCED = re.compile(r"\(not( yet)? enforced\)", re.IGNORECASE)


def kpis(manifest: Manifest) -> Iterator[tuple[Metric, Contract]]:
    """The operating KPIs with their contracts: metrics with thresholds, or declared as operating."""
    for metric in manifest.metrics.values():
        if metric.contract and (metric.contract.thresholds or metric.contract.operating):
            yield metric, metric.contract


def incomplete(manifest: Manifest) -> Iterator[Diagnostic]:
    """W001: a KPI says why it is looked at, who answers for it, its unit, exclusions and confidence."""
    for metric, contract in kpis(manifest):
        said = {"unit": metric.unit} | {key: getattr(contract, key) for key in REQUIRED if key != "unit"}
        lacking = [SPOKEN.get(key, key) for key in REQUIRED if said[key] in ("", None)]
        if lacking:
            hint = '"excludes: none" says that nothing is left out' if "exclusions" in lacking else ""
            message = f'operating KPI "{metric.name}" does not say its {_listed(lacking)}'
            yield error("W001", message, contract.span, hint)


def without_source(manifest: Manifest) -> Iterator[Diagnostic]:
    """W002: a KPI names the system that is right about it, itself or through its models."""
    for metric, contract in kpis(manifest):
        if not contract.source_of_truth:
            hint = "source_of_truth: CRM, on the metric or in config.meta.metricops of its model"
            yield error("W002", f'operating KPI "{metric.name}" has no source of truth', contract.span, hint)


def owned_by_its_steward(manifest: Manifest) -> Iterator[Diagnostic]:
    """W003: who owns the result does not also keep its data."""
    for metric, contract in kpis(manifest):
        if contract.owner and contract.owner.lower() == contract.steward.lower():
            message = f'owner and steward of "{metric.name}" are both "{contract.owner}"'
            hint = "the owner answers for the result, the steward for the data"
            yield error("W003", message, contract.place("steward"), hint)


def unexplained_confidence(manifest: Manifest) -> Iterator[Diagnostic]:
    """W004: confidence below high says why."""
    for metric, contract in kpis(manifest):
        confidence = contract.confidence
        if confidence and confidence.level is not ConfidenceLevel.HIGH and not confidence.note:
            level = confidence.level.value
            hint = f"confidence: {{level: {level}, note: why}}"
            message = f'"{metric.name}" is of {level} confidence without a note'
            yield warning("W004", message, contract.place("confidence"), hint)


def accountability(manifest: Manifest) -> Iterator[Diagnostic]:
    """W005: where a RACI is written, exactly one role is accountable."""
    for metric, contract in kpis(manifest):
        named = [who for part, who in contract.raci if part == "accountable"]
        if contract.raci and len(named) != 1:
            found = f"{len(named)} roles are accountable: {_listed(named)}" if named else "no role is accountable"
            yield error("W005", f'for "{metric.name}" {found}', contract.place("raci"), "exactly one must be")


def unenforced_exclusions(manifest: Manifest) -> Iterator[Diagnostic]:
    """W006: what a KPI excludes is mentioned by a filter, or is marked as not enforced."""
    for metric, contract in kpis(manifest):
        text = _predicates(metric, manifest)
        loose = [item for item in contract.excludes or () if not _mentioned(item, text)]
        if loose:
            message = f'"{metric.name}" excludes {_listed(loose)}, which no filter mentions'
            hint = f'add the filter, or write "{loose[0]} (not enforced)"'
            yield warning("W006", message, contract.place("excludes"), hint)


def compensation(manifest: Manifest) -> Iterator[Diagnostic]:
    """W007: people are paid for outcomes, not for leading indicators."""
    for metric in manifest.metrics.values():
        contract = metric.contract
        if contract and contract.compensation and contract.indicator == "leading":
            message = f'"{metric.name}" is a leading indicator and tied to compensation'
            yield error("W007", message, contract.place("compensation"), "compensate an outcome instead")


def description(manifest: Manifest) -> Iterator[Diagnostic]:
    """W008: a KPI is described in one sentence."""
    for metric, contract in kpis(manifest):
        words = len(metric.description.split())
        if not words:
            yield warning("W008", f'operating KPI "{metric.name}" has no description', metric.span, "one sentence")
        elif words > LONGEST_DESCRIPTION:
            message = f'the description of "{metric.name}" has {words} words'
            yield warning("W008", message, metric.span, f"one sentence of at most {LONGEST_DESCRIPTION} words")
        elif VAGUE.search(metric.description):
            yield warning("W008", f'the description of "{metric.name}" says "etc."', contract.span, "name all of it")


def unknown_metrics(manifest: Manifest) -> Iterator[Diagnostic]:
    """W009: drivers, pairs and what a metric stands in for are metrics."""
    for metric in manifest.metrics.values():
        contract = metric.contract
        if contract is None:
            continue
        for field in ("drivers", "paired_with", "proxy_for"):
            value = getattr(contract, field)
            for name in value if isinstance(value, tuple) else (value,):
                if name and is_unknown(name, manifest):
                    message = f'"{name}" in {field} of "{metric.name}" is not a metric'
                    yield warning("W009", message, contract.place(field), did_you_mean(name, manifest.metrics))


def roles_nobody_holds(manifest: Manifest) -> Iterator[Diagnostic]:
    """W010: once people are named, every role that answers for a KPI has one."""
    held = {role.lower() for role, person in manifest.people.items() if person.name.strip()}
    for metric, contract in kpis(manifest) if manifest.people else ():
        accountable = [("raci", "accountable for", who) for part, who in contract.raci if part == "accountable"]
        owning = (("owner", "owner of", contract.owner), ("steward", "steward of", contract.steward))
        for field, duty, role in (*owning, *accountable):
            if role and role.lower() not in held:
                message = f'nobody holds the role "{role}", {duty} "{metric.name}"'
                yield warning("W010", message, contract.place(field), did_you_mean(role, held) or "people: names who")


def too_many(manifest: Manifest) -> Iterator[Diagnostic]:
    """W011: a meeting can operate ten KPIs, not forty."""
    found = list(kpis(manifest))
    if len(found) > MOST_KPIS:
        message = f"{len(found)} operating KPIs are more than the {MOST_KPIS} that can be operated"
        yield warning("W011", message, found[MOST_KPIS][1].span, "thresholds belong on what decisions hang on")


def is_unknown(name: str, manifest: Manifest) -> bool:
    """Whether nothing of this name was defined, well or badly."""
    return name not in manifest.metrics and name not in manifest.left_out


def _listed(words: list[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _predicates(metric: Metric, manifest: Manifest) -> str:
    """The text of every filter and expression that decides which rows count."""
    texts = [f.text for f in metric.filters]
    for leaf in leaves(metric, manifest.metrics):
        texts += [*(f.text for f in leaf.filters), leaf.measure.expr.text]
    texts += [f.text for i in inputs(metric) for f in i.filters]
    return " ".join(texts).lower()


def _mentioned(item: str, text: str) -> bool:
    stems = (word.lower().removesuffix("s") for word in WORD.findall(item))
    return bool(NOT_ENFORCED.search(item)) or any(stem in text for stem in stems)
