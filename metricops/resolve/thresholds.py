"""Thresholds of a contract: sentences, limits per segment, windows and actions."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from metricops.definitions import ActionEntry, ThresholdEntry
from metricops.diagnostics import did_you_mean
from metricops.expressions import parse_sql
from metricops.expressions.sentence_words import number
from metricops.manifest import (
    Action,
    Band,
    BaselineKind,
    Change,
    LevelRule,
    Limits,
    Mads,
    MetricLevel,
    Rule,
    Sentence,
    Threshold,
)
from metricops.resolve import times
from metricops.resolve.conditions import condition
from metricops.resolve.faults import Absent, Faults
from metricops.resolve.names import repeated
from metricops.resolve.relations import Tables
from metricops.resolve.rosters import roster
from metricops.resolve.vocabulary import Vocabulary
from metricops.source import Fragment

ACTIONS = ("investigate", "mitigate", "reallocate", "escalate")


@dataclass(frozen=True, slots=True)
class ThresholdLinker:
    """Links the thresholds of one metric."""

    metric: str
    tier: int
    vocabulary: Vocabulary
    absent: Absent
    tables: Tables

    def link(self, entries: tuple[ThresholdEntry, ...], faults: Faults) -> Iterator[Threshold]:
        """The thresholds that can be judged."""
        for name, entry in self._named(entries, faults):
            own = Faults()
            made = self._one(name, entry, own)
            faults.merge(own)
            if made and not own.broken:
                yield made
            else:
                self.absent.add(f"{self.metric}.{name}")

    def _named(self, entries: Iterable[ThresholdEntry], faults: Faults) -> Iterator[tuple[str, ThresholdEntry]]:
        """Thresholds by name: their own, else their rule's kind, numbered when it repeats."""
        seen: Counter[str] = Counter()
        first: dict[str, Fragment] = {}
        for entry in entries:
            if entry.name:
                name = entry.name.text.strip()
                if name in first:
                    repeated("threshold", entry.name, first[name], faults)
                    continue
                first[name] = entry.name
            else:
                kind = self._kind(entry)
                seen[kind] += 1
                name = kind if seen[kind] == 1 else f"{kind}_{seen[kind]}"
            yield name, entry

    def _kind(self, entry: ThresholdEntry) -> str:
        sentence = condition(entry.red, self.metric, Faults())
        return kind(sentence.rule) if sentence else "threshold"

    def _one(self, name: str, entry: ThresholdEntry, faults: Faults) -> Threshold | None:
        red = condition(entry.red, self.metric, faults)
        yellow = condition(entry.yellow, self.metric, faults) if entry.yellow else None
        clear = condition(entry.clear, self.metric, faults) if entry.clear else None
        for sentence in (red, yellow, clear):
            self._check_metric(sentence, faults)
        if entry.worth:
            faults.take(parse_sql, entry.worth)
        limits = tuple(_limits(entry, red, faults))
        if red is None:
            return None
        return Threshold(
            name=name,
            red=red,
            span=(entry.red.sentence.span if entry.red.sentence else entry.red.span),
            yellow=yellow,
            by=tuple(word.text.strip().lower() for word in entry.by),
            tier=entry.tier or self.tier,
            window=times.window(entry.window, faults),
            every=times.length(entry.every, faults),
            limits=limits,
            for_each=roster(entry.for_each, len(entry.by), self.tables, faults) if entry.for_each else None,
            worth=entry.worth,
            actions=tuple(_actions(entry.then, faults)),
            within=times.length(entry.within, faults),
            keep=_keep(entry.keep, faults),
            clear=clear,
            on_no_data=entry.on_no_data or "grey",
            final_only=entry.judge == "final",
            max_instances=entry.max_instances or 1000,
            places=tuple((word.text.strip().lower(), word.span) for word in entry.by),
        )

    def _check_metric(self, sentence: Sentence | None, faults: Faults) -> None:
        """Another metric as a level or a baseline must exist."""
        if sentence is None:
            return
        name = _other_metric(sentence.rule)
        if name:
            at = max(sentence.text.text.lower().find(name), 0)
            self.vocabulary.metric(name, sentence.text.at(at, at + len(name)), faults)


def kind(rule: Rule) -> str:
    """The default name of a threshold with this rule; it never contains a limit."""
    match rule:
        case LevelRule():
            return "level"
        case Band():
            return "band"
        case Change():
            return "change"
        case Limits() | Mads():
            return "limits"


def _other_metric(rule: Rule) -> str:
    match rule:
        case LevelRule(level=MetricLevel(metric=metric)):
            return metric
        case Change(baseline=baseline) if baseline.kind is BaselineKind.METRIC:
            return baseline.metric
    return ""


def _limits(entry: ThresholdEntry, red: Sentence | None, faults: Faults) -> Iterator[tuple[str, Decimal]]:
    """Levels per segment; only a level can be replaced."""
    if entry.limits and red and not isinstance(red.rule, LevelRule):
        hint = "a threshold of its own, with for segment = …"
        faults.add("Q008", "limits per segment replace a level, and this rule has none", entry.limits[0][0].span, hint)
    if entry.limits and not entry.by:
        hint = "by: segment"
        faults.add("Q008", 'limits per segment need "by"', entry.limits[0][0].span, hint)
    for segment, word in entry.limits:
        value = number(word.text)
        if value is None:
            faults.add("Q008", f'limit "{word.text}" is not a number', word.span, "such as 3.5, 40% or $500k")
        else:
            yield segment.text, value


def _actions(then: Iterable[tuple[Fragment, ActionEntry]], faults: Faults) -> Iterator[Action]:
    for word, entry in then:
        name = word.text.strip().lower()
        if name not in ACTIONS:
            hint = did_you_mean(name, ACTIONS) or f"actions are {', '.join(ACTIONS)}"
            faults.add("Q009", f'"{word.text}" is not a kind of action', word.span, hint)
        yield Action(name, entry.do, entry.to.text if entry.to else "", entry.play, entry.checkpoints)


def _keep(word: Fragment | None, faults: Faults) -> int:
    """`1 window`, or the number alone."""
    if word is None:
        return 0
    parts = word.text.split()
    count = number(parts[0]) if parts else None
    if count is None or count < 0 or count % 1 or parts[1:] not in ([], ["window"], ["windows"]):
        faults.add("Q008", f'"{word.text}" is not a number of windows', word.span, 'such as "1 window"')
        return 0
    return int(count)
