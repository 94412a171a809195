"""Made-up series: a few words of YAML become rows of a fact table, and those the observations that a query would give.

A cell is the facts of one week: `40` (a value), `12/40` (a ratio's parts), `10@5` (a value over 5 rows), `null@4`
(rows without a value), `-` (no rows). `8 x 12/40` repeats. Weeks stand oldest first and the last one is the week
of the as-of date; a mapping from dates to cells puts them on days of their own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from metricops.evaluate.findings import findings
from metricops.evaluate.questions import HISTORY, questions
from metricops.evaluate.values import Answer, Finding, Number, Observation, Question, Segment, Series
from metricops.expressions.sentence import parse_sentence
from metricops.manifest import (
    Action,
    Aggregation,
    Contract,
    Manifest,
    Measure,
    Metric,
    MetricInput,
    NonAdditive,
    RatioMetric,
    Sentence,
    SimpleMetric,
    Threshold,
)
from metricops.periods import Calendar, Period, Window, parse_window
from metricops.source import Span, fragment

NOWHERE = Span("semantic/made.yml", 0, 1, 14, 9)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Fact:
    """What one day adds: `a` to the value or numerator, `b` to the denominator, `n` rows; None adds nothing."""

    day: date
    a: Number | None
    b: Number | None
    n: int


def sentence(text: str) -> Sentence:
    """A threshold sentence that must parse."""
    parsed = parse_sentence(fragment(text))
    assert isinstance(parsed, Sentence), parsed
    return parsed


def window(text: str | None) -> Window | None:
    """A window that must parse."""
    if text is None:
        return None
    parsed = parse_window(text)
    assert parsed is not None, text
    return parsed


def metric(name: str, kind: str, unit: str, contract: Contract | None = None, label: str = "") -> Metric:
    """A metric of a kind: `ratio`, an aggregation, or `stock`."""
    described: dict[str, Any] = {"name": name, "span": NOWHERE, "unit": unit, "contract": contract, "label": label}
    if kind == "ratio":
        return RatioMetric(**described, numerator=MetricInput("a", NOWHERE), denominator=MetricInput("b", NOWHERE))
    agg = Aggregation.SUM if kind == "stock" else Aggregation(kind)
    last = NonAdditive("day", last=True) if kind == "stock" else None
    return SimpleMetric(**described, model="facts", measure=Measure(agg, fragment("x"), "day", non_additive=last))


def threshold(spec: Mapping[str, Any]) -> Threshold:
    """A threshold from the words that YAML has for it."""
    written: dict[str, Any] = {key: sentence(spec[key]) for key in ("yellow", "clear") if key in spec}
    windows: dict[str, Any] = {key: window(spec.get(key)) for key in ("window", "every", "within")}
    plain = {key: spec[key] for key in ("tier", "keep", "on_no_data", "max_instances") if key in spec}
    return Threshold(
        spec.get("name", "rule"),
        sentence(spec["red"]),
        NOWHERE,
        by=tuple(str(spec.get("by", "")).split()),
        limits=tuple((str(k), Decimal(str(v))) for k, v in spec.get("limits", {}).items()),
        actions=(Action("investigate", "Look."),),
        final_only=spec.get("judge") == "final",
        worth=fragment("x") if "worth" in spec else None,
        **written,
        **windows,
        **plain,
    )


def manifest(spec: Mapping[str, Any]) -> Manifest:
    """A project of the metric `kpi` with one threshold, and of `other` when the scenario has one."""
    contract = Contract(
        NOWHERE,
        owner="Head of Sales",
        thresholds=(threshold(spec),),
        window=window(spec.get("contract_window")),
        final_after=spec.get("final_after", ""),
    )
    kind, unit = spec.get("kind", "sum"), spec.get("unit", "")
    made = {"kpi": metric("kpi", kind, unit, contract, spec.get("label", ""))}
    if "other" in spec:
        made["other"] = metric("other", spec.get("other_kind", kind), unit)
    return Manifest(metrics=made, calendar=Calendar(week_starts=spec.get("week_starts", 0)))


def facts(cells: str | Mapping[date, Any], as_of: date) -> tuple[Fact, ...]:
    """The days of a series; a week's cell falls on its third day."""
    if isinstance(cells, Mapping):
        return tuple(f for day, cell in cells.items() for f in _fact(day, str(cell)))
    written = [c for part in cells.split(",") if part.strip() for c in _repeated(part.strip())]
    last = as_of - timedelta(days=4)
    return tuple(f for i, cell in enumerate(reversed(written)) for f in _fact(last - i * WEEK, cell))


def _repeated(part: str) -> list[str]:
    times, x, cell = part.rpartition(" x ")
    return [cell] * int(times) if x else [part]


def _fact(day: date, cell: str) -> tuple[Fact, ...]:
    value, _, rows = cell.partition("@")
    if value == "-":
        return ()
    a, slash, b = value.partition("/")
    parts = (_number(a), _number(b) if slash else None)
    n = int(rows) if rows else int(parts[1] or 0) if slash else 1
    return (Fact(day, *parts, n),)


def _number(text: str) -> Number | None:
    if text == "null":
        return None
    return float(text.removesuffix("f")) if text.endswith("f") else Decimal(text)


def observed(kind: str, rows: Iterable[Fact], period: Period) -> Observation | None:
    """What a query answers for a period; None when it has no row for it."""
    inside = [f for f in rows if period.start <= f.day <= period.end]
    if kind == "stock":
        last = max((f.day for f in inside), default=None)
        inside = [f for f in inside if f.day == last]
    if not inside:
        return None
    n = sum(f.n for f in inside)
    a, b = _total(f.a for f in inside), _total(f.b for f in inside)
    if kind == "ratio":
        value = None if a is None or not b else float(Fraction(a) / Fraction(b))
        return Observation(period, value, n, a, b)
    if kind == "average":
        weighted = _total(None if f.a is None else f.a * f.n for f in inside)
        return Observation(period, None if weighted is None else weighted / n, n)
    return Observation(period, a, n)


def _total(numbers: Iterable[Number | None]) -> Number | None:
    known = [x for x in numbers if x is not None]
    return sum(known[1:], known[0]) if known else None


def answer(question: Question, kind: str, by_segment: Mapping[Segment, tuple[Fact, ...]]) -> Answer:
    """The answer of a made-up warehouse: every segment that has a row in any of the periods."""
    series = []
    for segment, rows in by_segment.items():
        seen = [o for o in (observed(kind, rows, p) for p in question.periods) if o]
        if seen:
            first = min((f.day for f in rows), default=None)
            series.append(Series(question.metric, segment, {o.period: o for o in seen}, first))
    return Answer(question, tuple(series))


def segments(spec: Mapping[str, Any], key: str, as_of: date) -> dict[Segment, tuple[Fact, ...]]:
    """Facts by segment; a series that is not a mapping of segments is the whole."""
    series, by = spec[key], str(spec.get("by", "")).split()
    if not by:
        return {(): facts(series, as_of)}
    made = {}
    for values, cells in series.items():
        texts = values if isinstance(values, tuple) else tuple(str(values).split(" + "))
        made[tuple((d, None if t == "NULL" else t) for d, t in zip(by, texts, strict=True))] = facts(cells, as_of)
    return made


def run(spec: Mapping[str, Any]) -> dict[str, Finding]:
    """The findings of a scenario by segment, written as in the scenario."""
    as_of, history = spec.get("as_of", date(2026, 11, 15)), spec.get("history", HISTORY)
    project = manifest(spec)
    kinds = {"kpi": spec.get("kind", "sum"), "other": spec.get("other_kind", spec.get("kind", "sum"))}
    answers = [
        answer(q, kinds[q.metric], segments(spec, "series" if q.metric == "kpi" else "other", as_of))
        for q in questions(project, as_of, history)
    ]
    found = findings(project, answers, as_of, history=history)
    return {" + ".join("NULL" if v is None else v for _, v in f.segment): f for f in found}
