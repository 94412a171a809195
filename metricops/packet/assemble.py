"""Stage 15: a run and what is known about it become a packet; nothing is computed twice."""

from collections import Counter
from fractions import Fraction

from metricops.evaluate.colours import COLOURS, status_text
from metricops.evaluate.values import Evaluation, Finding, State, Status
from metricops.exception_list import ExceptionList
from metricops.explain.values import Explanation
from metricops.manifest import Contract, Manifest, Metric
from metricops.packet.causes import cause_sentences
from metricops.packet.issues import issues
from metricops.packet.values import Facts, Kpi, Packet, Topic
from metricops.units import short, shown

TOP = 3  # exceptions that get a section; a meeting has no time for more
UNKNOWN = Explanation("", None, None, reason="not known: no causes were computed")


def assemble(
    evaluation: Evaluation,
    listed: ExceptionList,
    manifest: Manifest,
    *,
    title: str = "Weekly revenue pre-read",
    facts: Facts = Facts(),
) -> Packet:
    """The packet of a run; the same values give the same packet."""
    entries = [entry.finding for entry in listed.entries]
    red = [finding for finding in entries if finding.status is Status.BREACH][:TOP]
    kpis = tuple(_kpi(metric, metric.contract, evaluation, facts) for metric in manifest.operating if metric.contract)
    return Packet(
        title,
        evaluation.as_of,
        evaluation.run,
        _headline(evaluation, manifest),
        kpis,
        tuple(_topic(finding, manifest, facts) for finding in red),
        tuple(_topic(finding, manifest, facts) for finding in entries if finding not in red),
        issues(evaluation, manifest),
        tuple(f"{finding.sentence} ({finding.owner})" for finding in listed.wins),
    )


def _headline(evaluation: Evaluation, manifest: Manifest) -> str:
    """`Red: Pipeline coverage, Win rate; $590k at stake.`; nothing is fine that could not be looked at."""
    blind = (found for found in evaluation.findings if found.status is Status.NOT_JUDGED and not found.silence)
    unseen = len({found.metric for found in blind})
    left = f"; {unseen} could not be judged" if unseen else ""
    breaches = [found for found in evaluation.findings if found.status is Status.BREACH and not found.silence]
    red = [found for found in breaches if not found.favourable]
    if not red:
        return f"No KPI is red{left}."
    stakes = [Fraction(finding.at_stake) for finding in red if finding.at_stake is not None]
    money = f"; {short(sum(stakes))} at stake" if stakes else ""
    return f"Red: {', '.join(dict.fromkeys(_label(finding, manifest) for finding in red))}{money}{left}."


def _label(finding: Finding, manifest: Manifest) -> str:
    metric = manifest.metrics.get(finding.metric)
    return metric.label if metric and metric.label else finding.metric


def _kpi(metric: Metric, contract: Contract, evaluation: Evaluation, facts: Facts) -> Kpi:
    now = (found for found in evaluation.findings if found.state is not State.RESTATED and not found.about)
    own = [finding for finding in now if finding.metric == metric.name]
    worst = own[0] if own else None  # findings come worst first
    return Kpi(
        metric.name,
        metric.label or metric.name,
        contract.owner,
        status_text(worst.status, worst.state) if worst else "○ grey not evaluated",
        COLOURS[worst.status] if worst else "grey",
        _value(worst, metric) if worst else "",
        "; ".join(str(threshold.red.text) for threshold in contract.thresholds),
        _segments(own),
        worst.confidence.value if worst and worst.confidence else "",
        facts.history.get(metric.name, ()),
        metric.span.place,
    )


def _value(finding: Finding, metric: Metric) -> str:
    segment = ", ".join("(none)" if value is None else value for _, value in finding.segment)
    return f"{shown(finding.value, metric.unit)}{f' ({segment})' if segment else ''}"


def _segments(findings: list[Finding]) -> str:
    """`1 red, 1 yellow, 2 green`, when there is more than one."""
    counts = Counter(COLOURS[finding.status] for finding in findings)
    told = [f"{counts[colour]} {colour}" for colour in ("red", "yellow", "grey", "green") if counts[colour]]
    return ", ".join(told) if len(findings) > 1 else ""


def _topic(finding: Finding, manifest: Manifest, facts: Facts) -> Topic:
    metric = manifest.metrics.get(finding.metric)
    label = _label(finding, manifest)
    segment = ", ".join("(none)" if value is None else value for _, value in finding.segment)
    return Topic(
        f"{label}: {segment}" if segment else label,
        status_text(finding.status, finding.state),
        COLOURS[finding.status],
        finding.sentence or finding.reason,
        _matters(finding, metric.contract if metric else None),
        cause_sentences(facts.explanations.get(finding.fingerprint, UNKNOWN), metric.unit if metric else ""),
        finding.action,
        finding.owner,
        finding.due,
        facts.history.get(finding.metric, ()),
        finding.span.place,
    )


def _matters(finding: Finding, contract: Contract | None) -> tuple[str, ...]:
    lines = [contract.purpose] if contract and contract.purpose else []
    if finding.at_stake is not None:
        lines.append(f"{short(finding.at_stake)} at stake.")
    if finding.confidence is not None:
        lines.append(f"Confidence in the number: {finding.confidence.value}.")
    return tuple(lines)
