"""The packet: worst first, every part filled or said to be missing, nothing unescaped, the same bytes every time."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction as F
from html.parser import HTMLParser

from made_evaluation import BREACH, EVALUATION, FINE, TOO_FEW, place

from metricops.evaluate.values import Evaluation, Finding, Status
from metricops.exception_list import triage
from metricops.explain import Part, explain
from metricops.manifest import (
    Caveat,
    Confidence,
    ConfidenceLevel,
    Contract,
    Level,
    LevelRule,
    Manifest,
    MetricInput,
    RatioMetric,
    Sentence,
    Threshold,
)
from metricops.manifest.rules import Comparison
from metricops.packet import Facts, Packet, assemble, html, markdown
from metricops.source import fragment

BELOW_3 = Sentence(LevelRule(Comparison.BELOW, Level(Decimal(3))), fragment("below 3.0"))
CONTRACT = Contract(
    span=place(10),
    purpose="Tells us where we will not have enough to sell.",
    owner="Head of Sales",
    unit="x",
    confidence=Confidence(ConfidenceLevel.LOW, "Close dates are defaults."),
    caveats=(Caveat("Before March <back-filled>."),),
    thresholds=(Threshold("level", BELOW_3, place(14), by=("segment",)),),
)
COVERAGE = RatioMetric(
    name="pipeline_coverage",
    span=place(9),
    label="Pipeline coverage",
    unit="x",
    contract=CONTRACT,
    numerator=MetricInput("pipeline", place(9)),
    denominator=MetricInput("target", place(9)),
)
MANIFEST = Manifest(metrics={"pipeline_coverage": COVERAGE})
FACTS = Facts(
    {"pipeline_coverage": (Decimal("3.2"), None, 3.0, Decimal("2.41"))},
    {
        "a1": explain(
            "pipeline_coverage",
            {
                "channel": (
                    {"Outbound": Part(1, 2), "Inbound": Part(2, 2)},
                    {"Outbound": Part(3, 2), "Inbound": Part(2, 2)},
                )
            },
        )
    },
)


def made(evaluation: Evaluation = EVALUATION, facts: Facts = FACTS) -> Packet:
    return assemble(evaluation, triage(evaluation), MANIFEST, facts=facts)


def many(n: int) -> Evaluation:
    findings: tuple[Finding, ...] = tuple(
        replace(BREACH, fingerprint=str(i), segment=(("segment", f"S{i}"),), at_stake=Decimal(1000 - i))
        for i in range(n)
    )
    return replace(EVALUATION, findings=findings, summary={Status.BREACH: n})


def test_the_headline_answers_what_changed() -> None:
    assert made().headline == "Red: Pipeline coverage; $590k at stake."
    assert made(replace(EVALUATION, findings=(FINE,))).headline == "No KPI is red."


def test_the_headline_never_says_fine_when_it_could_not_look() -> None:
    unseen = replace(TOO_FEW, metric="win_rate", status=Status.NOT_JUDGED)
    assert made(replace(EVALUATION, findings=(FINE, unseen))).headline == "No KPI is red; 1 could not be judged."
    both = made(replace(EVALUATION, findings=(BREACH, unseen, unseen)))
    assert both.headline == "Red: Pipeline coverage; $590k at stake; 1 could not be judged."


def test_a_kpi_row_shows_its_worst_finding() -> None:
    row = made().kpis[0]
    assert (row.label, row.value, row.threshold) == ("Pipeline coverage", "2.41x (Enterprise)", "below 3.0")
    assert (row.status, row.owner, row.confidence) == ("▼ red new", "Head of Sales", "medium")


def test_a_kpi_nobody_evaluated_is_grey_not_green() -> None:
    row = made(replace(EVALUATION, findings=())).kpis[0]
    assert (row.colour, row.value) == ("grey", "")


def test_segments_are_counted_by_colour() -> None:
    other = replace(BREACH, fingerprint="z", status=Status.OK, segment=(("segment", "SMB"),))
    row = made(replace(EVALUATION, findings=(BREACH, other))).kpis[0]
    assert row.segments == "1 red, 1 green"


def test_three_exceptions_get_a_section_and_the_rest_a_line() -> None:
    packet = made(many(40))
    assert [topic.title for topic in packet.topics] == [f"Pipeline coverage: S{i}" for i in range(3)]
    assert len(packet.remaining) == 37
    assert html(packet).count('class="topic"') == 3


def test_only_red_gets_a_section() -> None:
    yellow = replace(BREACH, fingerprint="y", status=Status.WATCH, sentence="Nearly.")
    packet = made(replace(EVALUATION, findings=(BREACH, yellow)))
    assert [topic.changed for topic in packet.topics] == [BREACH.sentence]
    assert [topic.changed for topic in packet.remaining] == ["Nearly."]


def test_a_topic_says_what_changed_why_causes_and_what_to_do() -> None:
    topic = made().topics[0]
    assert topic.changed == BREACH.sentence
    assert topic.matters == (CONTRACT.purpose, "$590k at stake.", "Confidence in the number: medium.")
    # Outbound falls from 3/2 to 1/2 at half of the weight: half of -1 is the whole fall of 0.5
    assert topic.causes == ("channel Outbound explains 100% of the fall (-0.50x, from its own rate).",)
    assert [action.do for action in topic.actions] == ["Which source stopped?", "Move SDRs."]


def test_missing_causes_and_proposals_are_said() -> None:
    bare = replace(EVALUATION, findings=(replace(BREACH, action=()),))
    page = markdown(made(bare, Facts()))
    assert "- no proposed decision yet" in page
    assert "- not known: no causes were computed" in page


def test_shares_move_by_points() -> None:
    from metricops.packet.causes import change_text

    assert change_text(F(-6, 100), "%") == "-6 points"
    assert change_text(F(1200000), "usd") == "+$1,200,000"
    assert change_text(F(-1, 10**9), "%") == "0 points"


def test_known_issues_hold_everything_that_weakens_a_number() -> None:
    late = replace(FINE, provisional=True)
    blind = replace(TOO_FEW, status=Status.NOT_JUDGED, reason="crm_leads is stale")
    packet = made(replace(EVALUATION, findings=(BREACH, blind, late)))
    assert packet.issues == (
        "commit_needs_a_date: 3 of 120 rows of crm.crm_opportunities violate it.",
        "win_rate was not judged: crm_leads is stale.",
        "sales_cycle_days is provisional: its window is not final yet.",
        "pipeline_coverage has low confidence. Close dates are defaults.",
        "pipeline_coverage: Before March <back-filled>.",
    )


def test_the_page_is_one_file_without_a_network_or_a_script() -> None:
    page = html(made())
    for word in ("http", "<script", "<link", "<img", "@import", "url("):
        assert word not in page
    assert "&lt;back-filled&gt;" in page
    assert "<svg" in page


def test_the_page_is_well_formed() -> None:
    open_tags: list[str] = []

    class Checker(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            if tag not in ("meta", "circle", "polyline"):
                open_tags.append(tag)

        def handle_endtag(self, tag: str) -> None:
            if tag not in ("circle", "polyline"):
                assert open_tags.pop() == tag

    Checker().feed(html(made(many(5))))
    assert open_tags == []


def test_text_from_the_warehouse_cannot_become_markup() -> None:
    evil = replace(BREACH, segment=(("segment", '"><script>alert(1)</script>'),), sentence="<b>x</b>", owner="a|b")
    packet = made(replace(EVALUATION, findings=(evil,)))
    assert "<script" not in html(packet)
    assert "<b>" not in html(packet)
    assert "<script" not in markdown(packet)
    assert "a\\|b" in markdown(replace(packet, kpis=(replace(packet.kpis[0], owner="a|b"),)))


def test_the_same_run_gives_the_same_bytes() -> None:
    assert html(made()) == html(made())
    assert markdown(made()) == markdown(made())
    assert str(date(2026, 11, 15)) in markdown(made())
