"""Silences at work: a finding that is known keeps its status and is set apart with the reason."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from metricops.evaluate.values import Finding, SilenceUse, Status
from metricops.manifest import Silence


def silenced(findings: Iterable[Finding], silences: Sequence[Silence], as_of: date) -> tuple[Finding, ...]:
    """The findings, each with the first silence in force that matches it.

    What is fine needs no silence, and what kept the run from its job cannot be silenced.
    """
    in_force = [silence for silence in silences if silence.in_force(as_of)]
    return tuple(_silenced(finding, in_force) for finding in findings)


def uses(findings: Sequence[Finding], silences: Iterable[Silence], as_of: date) -> tuple[SilenceUse, ...]:
    """What became of every silence, in the order written."""
    return tuple(
        SilenceUse(
            silence,
            sum(matches(silence, finding) for finding in findings),
            sum(finding.silence == silence for finding in findings),
            not silence.in_force(as_of),
        )
        for silence in silences
    )


def matches(silence: Silence, finding: Finding) -> bool:
    """Whether the finding has everything that the silence names; segments compare exactly."""
    segment = {dimension.lower(): value for dimension, value in finding.segment}
    has = {**segment, "metric": finding.metric, "threshold": finding.threshold}
    return all(key in has and has[key] == value for key, value in silence.match)


def _silenced(finding: Finding, silences: Sequence[Silence]) -> Finding:
    if finding.status is Status.OK or finding.failed:
        return finding
    found = next((silence for silence in silences if matches(silence, finding)), None)
    return replace(finding, silence=found) if found else finding
