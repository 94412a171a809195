"""Silences: what they match is a metric, a threshold or a segment that can have findings."""

from collections.abc import Iterable, Mapping

from metricops.definitions import SilenceEntry
from metricops.diagnostics import did_you_mean
from metricops.manifest import INPUTS, PAIR, Metric, Silence, Threshold
from metricops.resolve.faults import Absent, Faults, Lookup
from metricops.source import Fragment

METRIC, THRESHOLD = "metric", "threshold"
NONE = "(none)"  # how findings show a missing segment
EXAMPLE = "match: {metric: win_rate, segment: SMB}"


def silences(
    entries: Iterable[SilenceEntry], metrics: Mapping[str, Metric], absent: Absent, faults: Faults
) -> tuple[Silence, ...]:
    """The silences that can be used, in the order written."""
    found = (_silence(entry, metrics, absent, faults) for entry in entries)
    return tuple(silence for silence in found if silence is not None)


def _silence(entry: SilenceEntry, metrics: Mapping[str, Metric], absent: Absent, faults: Faults) -> Silence | None:
    own, written = Faults(), {key.text.strip().lower(): (key, value) for key, value in entry.match}
    if not written:
        own.add("Q030", "a silence that matches everything would hide it all", entry.span, EXAMPLE)
    if METRIC in written:
        Lookup(METRIC, metrics, absent).find(written[METRIC][1], own)
    if not own.broken:
        about = _thresholds(written, metrics)
        for name, (key, value) in written.items():
            _check(name, key, value, about, absent, own)
    faults.merge(own)
    if own.broken:
        return None
    match = tuple((name, _value(name, value)) for name, (_, value) in written.items())
    return Silence(match, entry.reason, entry.owner.text.strip(), entry.until, entry.match[0][0].span)


def _thresholds(
    written: Mapping[str, tuple[Fragment, Fragment]], metrics: Mapping[str, Metric]
) -> tuple[Threshold, ...]:
    """The thresholds that the silence may be about."""
    named = _value(METRIC, written[METRIC][1]) if METRIC in written else None
    found = (m for m in metrics.values() if m.contract and named in (None, m.name))
    return tuple(t for m in found if m.contract for t in m.contract.thresholds)


def _check(
    name: str, key: Fragment, value: Fragment, about: Iterable[Threshold], absent: Absent, faults: Faults
) -> None:
    if name == METRIC:
        return
    if name == THRESHOLD:
        names = {INPUTS, PAIR, *(t.name for t in about)}
        if value.text.strip() not in names and not any(
            left.endswith(f".{value.text.strip()}") for left in absent.names
        ):
            hint = did_you_mean(value.text.strip(), names)
            faults.add("Q030", f'threshold "{value.text}", which a silence matches, is not defined', value.span, hint)
        return
    dimensions = {d.lower() for t in about for d in (*t.by, *(s.dimension for s in t.red.scope))}
    if name not in dimensions:
        hint = did_you_mean(name, (METRIC, THRESHOLD, *dimensions)) or EXAMPLE
        faults.add("Q030", f'no threshold that the silence is about goes by "{key.text}"', key.span, hint)


def _value(name: str, value: Fragment) -> str | None:
    text = value.text.strip()
    if name == METRIC:
        return text.lower()
    return None if text == NONE else text
