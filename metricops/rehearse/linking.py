"""Scenarios as written become scenarios that can be played: names found, cells and outcomes read, all faults told."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from typing import TypeVar

from metricops.definitions import Argument, Arguments, ScenarioEntry
from metricops.diagnostics import Diagnostic, did_you_mean, error
from metricops.errors import DefinitionsError
from metricops.evaluate.observe import segment_of
from metricops.evaluate.questions import asked, other_metrics
from metricops.evaluate.shapes import shape
from metricops.evaluate.values import Segment
from metricops.evaluate.windows import judged_window
from metricops.manifest import Manifest, Metric, Threshold
from metricops.periods import Grain, Window
from metricops.rehearse.notation import cells, outcomes
from metricops.rehearse.scenario import Expected, Point, Scenario, Track, Tracks
from metricops.rehearse.timing import UNITS, cell_days, cell_end, first_day, unit_of
from metricops.source import Fragment, Span

T = TypeVar("T")
AS_OF = date(2025, 12, 31)  # where cells end unless the scenario says; the end of a day, a month, a quarter, a year
NOBODY = "(none)"  # a segment whose value is NULL, as tables show it


def link(entries: Iterable[ScenarioEntry], manifest: Manifest) -> tuple[tuple[Scenario, ...], tuple[Diagnostic, ...]]:
    """The scenarios that can be played, and every fault of the others."""
    found: list[Scenario] = []
    faults: list[Diagnostic] = []
    for entry in entries:
        linker = _Linker(entry, manifest)
        scenario = linker.link()
        faults += linker.faults
        found += [scenario] if scenario and not linker.faults else []
    return tuple(found), tuple(faults)


@dataclass(slots=True)
class _Linker:
    """Links one scenario; what is wrong with it gathers in `faults`."""

    entry: ScenarioEntry
    manifest: Manifest
    faults: list[Diagnostic] = field(default_factory=list)

    def link(self) -> Scenario | None:
        metric = self._metric()
        threshold = self._threshold(metric) if metric else None
        if metric is None or threshold is None or metric.contract is None:
            return None
        series = self._tracks(self.entry.series, metric, threshold, self.entry.metric.span)
        others = self._others(threshold)
        unit = self._unit(judged_window(threshold, metric.contract), threshold)
        length = max((len(t) for tracks in (series, *others.values()) for t in tracks.values()), default=0)
        days = cell_days(self.entry.as_of or AS_OF, unit, length, self.manifest.calendar)
        points = tuple(self._points(metric, threshold, series, days, unit))
        name = " ".join(self.entry.name.text.split())
        return Scenario(name, self.entry.name.span, metric, threshold, days, series, others, points)

    def _metric(self) -> Metric | None:
        word = self.entry.metric
        metric = self.manifest.metrics.get(word.text.strip().lower())
        if metric is None:
            hint = did_you_mean(word.text, self.manifest.metrics)
            self._add("T003", f'metric "{word.text}" is not defined', word.span, hint or "metricops list shows them")
        return metric

    def _threshold(self, metric: Metric) -> Threshold | None:
        known = {t.name: t for t in (metric.contract.thresholds if metric.contract else ())}
        word = self.entry.threshold
        if not known:
            self._add("T003", f'metric "{metric.name}" has no threshold', self.entry.metric.span)
        elif word is not None and word.text not in known:
            hint = did_you_mean(word.text, known) or f"it has: {', '.join(known)}"
            self._add("T003", f'metric "{metric.name}" has no threshold "{word.text}"', word.span, hint)
        elif word is None and len(known) > 1:
            message = f'metric "{metric.name}" has {len(known)} thresholds; "threshold" is needed'
            self._add("T004", message, self.entry.metric.span, f"it has: {', '.join(known)}")
        else:
            return known[word.text] if word else next(iter(known.values()))
        return None

    def _unit(self, window: Window, threshold: Threshold) -> Grain:
        word = self.entry.each
        if word is None:
            return unit_of(window, threshold)
        unit = UNITS.get(word.text.strip().lower())
        if unit is None:
            self._add("T004", f'"{word.text}" is no length of a cell', word.span, f"needed: {', '.join(UNITS)}")
        return unit or Grain.WEEK

    def _others(self, threshold: Threshold) -> dict[str, Tracks]:
        """The series of the metrics that the rules compare with; each is needed, and no other."""
        needed, given = other_metrics(threshold), self.entry.others
        pairs = given.pairs if isinstance(given, Arguments) else ()
        if given is not None and not isinstance(given, Arguments):
            self._add("T004", '"with" needs a mapping of metrics to their series', self.entry.name.span)
        found: dict[str, Tracks] = {}
        for word, series in pairs:
            name = word.text.strip().lower()
            if name in needed and name in self.manifest.metrics:
                found[name] = self._tracks(series, self.manifest.metrics[name], threshold, word.span)
            else:
                self._add("T003", f'the threshold compares nothing with "{word.text}"', word.span)
        for name in needed:
            if name not in found and name not in {word.text.strip().lower() for word, _ in pairs}:
                message = f'the threshold compares with "{name}"; a series of it is needed under "with"'
                self._add("T004", message, self.entry.metric.span)
        return found

    def _tracks(self, written: Argument, metric: Metric, threshold: Threshold, place: Span) -> dict[Segment, Track]:
        pooled = shape(metric, self.manifest.metrics).is_pooled
        found: dict[Segment, Track] = {}
        for segment, argument, span in self._by_segment(written, metric, threshold, place, "a series"):
            track = tuple(chain.from_iterable(self._read(cells, argument, span)))
            if not pooled and any(cell.parts for cell in track):
                message = f'parts such as 12/40 make a ratio, and "{metric.name}" adds up; its value is needed'
                self._add("T004", message, span)
            if track:
                found[segment] = track
        return found

    def _by_segment(
        self, written: Argument, metric: Metric, threshold: Threshold, place: Span, what: str
    ) -> Iterator[tuple[Segment, Argument, Span]]:
        """What is written for each segment; a threshold without `by` has the whole as its only one."""
        question, by = asked(metric.name, threshold), threshold.by
        place = written.span if isinstance(written, Fragment) else place
        if not by:
            if isinstance(written, Arguments) and what == "a series":
                self._add("T004", "the threshold has no segments; a series is needed, not a mapping", written.span)
            else:
                yield segment_of(question, ()), written, place
        elif not isinstance(written, Arguments):
            self._add("T004", f"the threshold goes by {', '.join(by)}; {what} for each segment is needed", place)
        else:
            for word, argument in written.pairs:
                values = _values(word.text, len(by))
                if len(values) == len(by):
                    yield segment_of(question, values), argument, word.span
                else:
                    self._add("T004", f'"{word.text}" needs {len(by)} values: {", ".join(by)}', word.span)

    def _points(
        self, metric: Metric, threshold: Threshold, series: Tracks, days: Sequence[date], unit: Grain
    ) -> Iterator[Point]:
        place, sound = self.entry.name.span, not self.faults
        for segment, written, span in self._by_segment(self.entry.expect, metric, threshold, place, "an outcome"):
            if sound and segment not in series:  # a series with a fault is not missing
                hint = did_you_mean(shown(segment), [shown(s) for s in series])
                self._add("T003", f'"{shown(segment)}" has no series', span, hint)
            if isinstance(written, Arguments):
                yield from self._dated(segment, written, days, unit)
            else:
                yield from self._last(
                    segment, tuple(chain.from_iterable(self._read(outcomes, written, span))), days, span
                )

    def _last(
        self, segment: Segment, expected: Sequence[Expected | None], days: Sequence[date], place: Span
    ) -> Iterator[Point]:
        """Outcomes stand under the last cells."""
        if len(expected) > len(days) > 0:
            message = f"{len(expected)} outcomes are expected of {len(days)} cells"
            self._add("T004", message, place, "outcomes stand under the last cells; one alone is for the last")
        last = days[max(len(days) - len(expected), 0) :]
        yield from (Point(segment, day, e) for day, e in zip(last, expected, strict=False) if e)

    def _dated(self, segment: Segment, written: Arguments, days: Sequence[date], unit: Grain) -> Iterator[Point]:
        for word, argument in written.pairs:
            day = _day(word.text)
            end = cell_end(days, unit, day) if day else None
            expected = tuple(chain.from_iterable(self._read(outcomes, argument, word.span)))
            if days and end is None:
                needed = f"a day from {first_day(days, unit)} to {days[-1]} is needed"
                self._add("T004", f'"{word.text}" is in no cell of the series', word.span, needed)
            if len(expected) > 1:
                self._add("T004", "one outcome is needed for a day", word.span)
            yield from (Point(segment, end, e) for e in expected if e and end)

    def _read(
        self, parse: Callable[[Fragment], tuple[T, ...]], written: Argument, place: Span
    ) -> Iterator[tuple[T, ...]]:
        """What the texts of a value, one or a list, are read as."""
        for text in written if isinstance(written, tuple) else (written,):
            if not isinstance(text, Fragment):
                self._add("T004", "text is needed", text.span if isinstance(text, Arguments) else place)
                continue
            try:
                yield parse(text)
            except DefinitionsError as fault:
                self.faults += fault.diagnostics

    def _add(self, code: str, message: str, span: Span, hint: str = "") -> None:
        self.faults.append(error(code, message, span, hint))


def shown(segment: Segment) -> str:
    """The values of a segment as they are written in a scenario."""
    return ", ".join(NOBODY if value is None else value for _, value in segment)


def _values(text: str, n: int) -> tuple[str | None, ...]:
    words = [word.strip() for word in text.split(",")] if n > 1 else [text.strip()]
    return tuple(None if word == NOBODY else word for word in words)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
