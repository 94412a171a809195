"""The threshold grammar: what each form means, what each fault says and underlines."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metricops.diagnostics import Diagnostic
from metricops.diagnostics.codes import CODES
from metricops.expressions.sentence import parse_sentence
from metricops.expressions.sentence_text import sentence_text
from metricops.manifest import (
    Band,
    Baseline,
    BaselineKind,
    Change,
    Comparison,
    Guard,
    Level,
    LevelRule,
    Limits,
    Mads,
    MetricLevel,
    Scope,
    Sentence,
    ShareLevel,
    Streak,
)
from metricops.periods import Grain, Window
from metricops.source import fragment


def parsed(text: str) -> Sentence:
    sentence = parse_sentence(fragment(text))
    assert isinstance(sentence, Sentence), sentence
    return sentence


def fault(text: str) -> tuple[Diagnostic, str]:
    diagnostic = parse_sentence(fragment(text))
    assert isinstance(diagnostic, Diagnostic), diagnostic
    assert diagnostic.code in CODES
    assert diagnostic.span is not None
    return diagnostic, text[diagnostic.span.start : diagnostic.span.end]


def below(level: object) -> LevelRule:
    return LevelRule(Comparison.BELOW, level)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("below 3.0", Level(Decimal("3.0"))),
        ("below 3x", Level(Decimal(3))),
        ("below 1,250", Level(Decimal(1250))),
        ("below -0.5", Level(Decimal("-0.5"))),
        ("below 40%", Level(Decimal("0.40"))),
        ("below 12.5 %", Level(Decimal("0.125"))),
        ("below $500k", Level(Decimal(500_000))),
        ("below $1.2M", Level(Decimal(1_200_000))),
        ("below 250k EUR", Level(Decimal(250_000))),
        ("below two", Level(Decimal(2))),
        ("BELOW Required_Coverage", MetricLevel("required_coverage")),
        ("below 90% of target", ShareLevel(Decimal("0.9"))),
        ("below target", ShareLevel(Decimal(1))),
        ("below 90% of required_coverage", MetricLevel("required_coverage", Decimal("0.9"))),
    ],
)
def test_levels(text: str, value: object) -> None:
    assert parsed(text).rule == below(value)


@pytest.mark.parametrize("comparison", list(Comparison))
def test_every_comparison_is_read(comparison: Comparison) -> None:
    assert parsed(f"{comparison.value} 5").rule == LevelRule(comparison, Level(Decimal(5)))


@pytest.mark.parametrize(
    ("text", "baseline"),
    [
        ("trailing 8 weeks", Baseline(BaselineKind.TRAILING, Window(8, Grain.WEEK))),
        ("trailing 8w", Baseline(BaselineKind.TRAILING, Window(8, Grain.WEEK))),
        ("previous 28 days", Baseline(BaselineKind.PREVIOUS, Window(28, Grain.DAY))),
        ("previous three months", Baseline(BaselineKind.PREVIOUS, Window(3, Grain.MONTH))),
        ("previous 1 quarter", Baseline(BaselineKind.PREVIOUS, Window(1, Grain.QUARTER))),
        ("previous week", Baseline(BaselineKind.PREVIOUS, Window(1, Grain.WEEK))),
        ("last year", Baseline(BaselineKind.LAST_YEAR)),
        ("target", Baseline(BaselineKind.TARGET)),
        ("control", Baseline(BaselineKind.CONTROL)),
        ("win_rate_assumed", Baseline(BaselineKind.METRIC, metric="win_rate_assumed")),
    ],
)
def test_changes(text: str, baseline: Baseline) -> None:
    assert parsed(f"falls 15% vs {text}").rule == Change("falls", Decimal("0.15"), baseline)
    assert parsed(f"moves 15% vs {text} for two windows").rule == Change("moves", Decimal("0.15"), baseline)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("between 1 and 2", Band(True, Decimal(1), Decimal(2))),
        ("outside 10% and 20%", Band(False, Decimal("0.1"), Decimal("0.2"))),
        ("outside limits", Limits(12)),
        ("outside limits of 20 points", Limits(20)),
        ("outside 3 mads", Mads(Decimal(3), 12)),
        ("outside 3.5 mads of 26 points", Mads(Decimal("3.5"), 26)),
    ],
)
def test_bands_and_limits(text: str, rule: object) -> None:
    assert parsed(text).rule == rule


def test_the_clauses_say_when_it_counts() -> None:
    sentence = parsed(
        "win_rate falls 15% vs trailing 8 weeks and by at least 2 points with at least 30 closed deals "
        'for 3 of 4 windows for segment = Mid-Market and region = "North America" by 2026-12-14'
    )
    assert sentence.metric == "win_rate"
    assert sentence.guard == Guard(Decimal(2), points=True)
    assert (sentence.sample, sentence.sample_noun) == (30, "closed deals")
    assert sentence.streak == Streak(3, 4)
    assert sentence.scope == (Scope("segment", "Mid-Market"), Scope("region", "North America"))
    assert sentence.by == date(2026, 12, 14)


def test_clauses_may_come_in_any_order() -> None:
    one = parsed("rises 10% vs last year for two windows with at least 30 deals and by at least 5")
    two = parsed("rises 10% vs last year and by at least 5 with at least 30 deals for two windows")
    assert replace(one, text=two.text) == two


@pytest.mark.parametrize(
    ("text", "streak"),
    [
        ("for two windows", Streak(2, 2)),
        ("for 1 window", Streak(1, 1)),
        ("for 3 weeks", Streak(3, 3, "weeks")),
        ("for 2 months", Streak(2, 2, "months")),
        ("for 3 of 4", Streak(3, 4)),
        ("for 3 of 4 with at least 2 rows", Streak(3, 4)),
    ],
)
def test_streaks(text: str, streak: Streak) -> None:
    assert parsed(f"below 3 {text}").streak == streak


@pytest.mark.parametrize(
    ("text", "code", "word", "hint"),
    [
        ("drops 15% vs trailing 8 weeks", "Q001", "drops", 'did you mean "falls"?'),
        ("win_rate drops 15% vs last year", "Q001", "drops", 'did you mean "falls"?'),
        ("win_rate < 40%", "Q001", "<", 'did you mean "below"?'),
        ("belo 3", "Q001", "belo", 'did you mean "below"?'),
        ("3.0", "Q001", "3.0", 'say on which side: "below 3.0" or "above 3.0"'),
        ("below by 3", "Q002", "by", ""),
        ("below 1,25", "Q002", "1,25", ""),
        ("falls 15 vs last year", "Q002", "15", 'a change is relative: "15%"'),
        ("falls 15% versus last year", "Q003", "versus", 'did you mean "vs"?'),
        ("falls 15% vs last 8 weeks", "Q003", "last", 'did you mean "trailing"?'),
        ("falls 15% vs trailing 8 wekks", "Q003", "wekks", 'did you mean "weeks"?'),
        ("falls 15% vs trailing mtd", "Q003", "mtd", ""),
        ("below 3 days", "Q004", "days", "a level is in the metric's own unit and stands alone"),
        ("below 3 for region = North America", "Q004", "America", 'a value with spaces is quoted: "North America"'),
        ("below 3 for 2 weeks for 3 weeks", "Q004", "for", ""),
        ("below 3 by segment", "Q002", "segment", 'segments are named beside the sentence: "by: segment"'),
        ("below 3 and by at least 2%", "Q002", "2%", 'for hundredths of a percent metric: "2 points"'),
        ("between 2 and 1", "Q005", "1", ""),
        ("below 3 for 4 of 3", "Q005", "3", ""),
        ("below 3 for 0 windows", "Q005", "0", ""),
        ("falls 0% vs last year", "Q005", "0%", ""),
        ("falls 9% vs trailing 99999 weeks", "Q005", "99999", ""),
        ("outside limits of 1 points", "Q005", "1", ""),
        ("below 3 by 2026-02-30", "Q005", "2026-02-30", ""),
    ],
)
def test_faults_underline_the_word(text: str, code: str, word: str, hint: str) -> None:
    diagnostic, underlined = fault(text)
    assert (diagnostic.code, underlined, diagnostic.hint) == (code, word, hint)


@pytest.mark.parametrize("text", ["", "below", "falls 15%", "falls 15% vs", "outside", "below 3 for", "below 3 by"])
def test_a_sentence_that_stops_early_says_what_is_missing(text: str) -> None:
    diagnostic, _ = fault(text)
    assert "ends too early" in diagnostic.message
    assert diagnostic.span is not None
    assert diagnostic.span.start == len(text)


NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=3)
POSITIVE = st.decimals(min_value=Decimal("0.001"), max_value=10, places=3)
NAMES = st.sampled_from(("required_coverage", "win_rate", "m2", "größe"))
COUNTS = st.integers(1, 50)
WINDOWS = st.builds(Window, COUNTS, st.sampled_from((Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR)))
LEVELS = st.one_of(st.builds(Level, NUMBERS), st.builds(MetricLevel, NAMES, POSITIVE), st.builds(ShareLevel, POSITIVE))
BASELINES = st.one_of(
    st.builds(Baseline, st.sampled_from((BaselineKind.TRAILING, BaselineKind.PREVIOUS)), WINDOWS),
    st.builds(Baseline, st.sampled_from((BaselineKind.LAST_YEAR, BaselineKind.TARGET, BaselineKind.CONTROL))),
    st.builds(lambda m: Baseline(BaselineKind.METRIC, metric=m), NAMES),
)
RULES = st.one_of(
    st.builds(LevelRule, st.sampled_from(Comparison), LEVELS),
    st.builds(lambda inside, a, b: Band(inside, min(a, b), max(a, b)), st.booleans(), NUMBERS, NUMBERS),
    st.builds(Change, st.sampled_from(("falls", "rises", "moves")), POSITIVE, BASELINES),
    st.builds(Limits, st.integers(2, 60)),
    st.builds(Mads, POSITIVE, st.integers(2, 60)),
)
STREAKS = st.builds(
    lambda n, more, step: Streak(n, n + more, step), COUNTS, st.integers(0, 5), st.sampled_from(("windows", "weeks"))
)
SAMPLES = st.one_of(st.just((0, "rows")), st.tuples(COUNTS, st.sampled_from(("rows", "closed deals"))))
SCOPES = st.lists(st.builds(Scope, NAMES, st.text(st.characters(codec="utf-8"), max_size=12)), max_size=2).map(tuple)
DAYS = st.none() | st.dates(date(1000, 1, 1), date(9999, 1, 1))


@given(RULES, st.just("") | NAMES, st.none() | st.builds(Guard, NUMBERS, st.booleans()), SAMPLES, STREAKS, SCOPES, DAYS)
def test_a_printed_sentence_reads_back_as_itself(rule, metric, guard, sample, streak, scope, day) -> None:  # type: ignore[no-untyped-def]
    said = Sentence(rule, fragment(""), metric, guard, *sample, streak, scope, day)
    text = sentence_text(said)
    assert replace(parsed(text), text=said.text) == said


@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from(("below", "3", "%", "for", "vs", "and", "by", "of", "falls", "two"))).map(" ".join)
)
def test_any_text_is_a_sentence_or_a_fault(text: str) -> None:
    outcome = parse_sentence(fragment(text))
    assert isinstance(outcome, Sentence) or (outcome.span is not None and outcome.code in CODES)
