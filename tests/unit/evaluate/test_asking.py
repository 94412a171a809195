"""What a run asks for: every window that judging reads, once."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from metricops.evaluate.findings import findings
from metricops.evaluate.questions import questions
from metricops.evaluate.values import Answer, Observation, Question, Series
from metricops.manifest import Manifest, Scope, Target
from metricops.periods import Grain, Period
from tests.scenarios.made_series import NOWHERE, manifest, metric, threshold

SUNDAY = date(2026, 11, 15)
WEEK = Period(date(2026, 11, 9), SUNDAY)


def with_thresholds(*specs: Mapping[str, Any], kind: str = "ratio") -> Manifest:
    made = manifest({"red": "below 1", "kind": kind})
    contract = made.metrics["kpi"].contract
    assert contract is not None
    kpi = replace(made.metrics["kpi"], contract=replace(contract, thresholds=tuple(map(threshold, specs))))
    return Manifest(metrics={"kpi": kpi, "other": metric("other", "sum", "")})


def test_a_level_asks_for_its_window_in_every_step_of_history() -> None:
    (asked,) = questions(with_thresholds({"red": "below 3"}), SUNDAY, history=3)
    assert asked == Question(
        "kpi",
        (),
        (),
        (
            Period(date(2026, 10, 26), date(2026, 11, 1)),
            Period(date(2026, 11, 2), date(2026, 11, 8)),
            WEEK,
        ),
    )


def test_a_midweek_date_reads_the_last_complete_week() -> None:
    (asked,) = questions(with_thresholds({"red": "below 3"}), date(2026, 11, 21), history=1)
    assert asked.periods == (WEEK,)


def test_thresholds_of_the_same_group_and_scope_share_a_question() -> None:
    project = with_thresholds(
        {"name": "level", "red": "below 3", "by": "segment"},
        {"name": "change", "red": "falls 15% vs trailing 8 weeks", "by": "segment"},
        {"name": "whole", "red": "below 3"},
        {"name": "scoped", "red": "below 3 for segment = Enterprise"},
    )
    asked = questions(project, SUNDAY, history=1)
    trailing = Period(date(2026, 9, 14), date(2026, 11, 8))
    assert [(q.by, q.where, q.periods) for q in asked] == [
        (("segment",), (), (trailing, WEEK)),
        ((), (), (WEEK,)),
        ((), (Scope("segment", "Enterprise"),), (WEEK,)),
    ]


def test_the_metric_that_a_level_names_is_asked_in_the_same_groups() -> None:
    asked = questions(with_thresholds({"red": "below other", "by": "segment"}), SUNDAY, history=1)
    assert [(q.metric, q.by, q.periods) for q in asked] == [
        ("kpi", ("segment",), (WEEK,)),
        ("other", ("segment",), (WEEK,)),
    ]


def test_only_the_metrics_named_are_asked() -> None:
    project = with_thresholds({"red": "below 3"})
    assert questions(project, SUNDAY, metrics={"other"}) == ()
    assert len(questions(project, SUNDAY, metrics={"kpi"})) == 1


class Recorded(Mapping[Period, Observation]):
    """Observations that remember which windows were looked up."""

    def __init__(self) -> None:
        self.looked_up: set[Period] = set()

    def __getitem__(self, period: Period) -> Observation:
        self.looked_up.add(period)
        return Observation(period, 5, 5)

    def __iter__(self) -> Iterator[Period]:
        return iter(())

    def __len__(self) -> int:
        return 0


@pytest.mark.parametrize("kind", ["sum", "average", "count_distinct", "stock"])
@pytest.mark.parametrize(
    "spec",
    [
        {"red": "below 3"},
        {"red": "above 3 for 3 of 4", "window": "2w"},
        {"red": "above 3 for 3 weeks", "window": "28d"},
        {"red": "above 3 for 2 months", "window": "1 month", "every": "1 month"},
        {"red": "falls 15% vs trailing 8 weeks"},
        {"red": "falls 15% vs trailing 8 weeks", "window": "3w"},
        {"red": "rises 10% vs previous 4 weeks for two windows"},
        {"red": "falls 10% vs last year", "window": "1 quarter"},
        {"red": "falls 10% vs trailing 3 months", "window": "mtd"},
        {"red": "above 5", "window": "next 60 days"},
        {"red": "outside limits"},
        {"red": "outside 3 mads of 5 points", "judge": "final"},
        {"red": "below 1", "yellow": "falls 5% vs trailing 4 weeks for two windows", "clear": "above other"},
    ],
    ids=lambda spec: spec["red"],
)
def test_nothing_is_read_that_was_not_asked(kind: str, spec: dict[str, Any]) -> None:
    project, as_of = with_thresholds(spec, kind=kind), date(2026, 12, 31)
    seen = {q: Recorded() for q in questions(project, as_of, history=9)}
    answers = [Answer(q, (Series(q.metric, (), seen[q], date(2020, 1, 1)),)) for q in seen]
    findings(project, answers, as_of, history=9)
    for question, recorded in seen.items():
        assert recorded.looked_up <= set(question.periods)
    assert any(recorded.looked_up for recorded in seen.values())


def test_a_query_that_failed_is_a_finding_that_was_not_judged() -> None:
    project = with_thresholds({"red": "below 3 for segment = Enterprise", "tier": 2})
    (asked,) = questions(project, SUNDAY)
    (finding,) = findings(project, [Answer(asked, failed="the table is locked")], SUNDAY)
    assert (finding.status, finding.failed, finding.segment) == ("not_judged", True, (("segment", "Enterprise"),))
    assert finding.sentence == "Enterprise kpi was not judged: the table is locked."


def test_the_failure_of_a_level_is_the_failure_of_the_rule() -> None:
    project = with_thresholds({"red": "below other"})
    kpi, other = questions(project, SUNDAY)
    (finding,) = findings(project, [Answer(kpi), Answer(other, failed="gone")], SUNDAY)
    assert (finding.status, finding.reason) == ("not_judged", "gone")


def test_a_scoped_threshold_without_rows_names_its_segment() -> None:
    project = with_thresholds({"red": "below 3 for segment = Enterprise"})
    (asked,) = questions(project, SUNDAY)
    (finding,) = findings(project, [Answer(asked)], SUNDAY)
    assert (finding.status, finding.segment) == ("no_data", (("segment", "Enterprise"),))


def test_the_place_and_the_fingerprint_do_not_hang_on_the_limit() -> None:
    one, other = with_thresholds({"red": "below 3"}), with_thresholds({"red": "below 4"})
    (first,) = findings(one, [Answer(q) for q in questions(one, SUNDAY)], SUNDAY)
    (second,) = findings(other, [Answer(q) for q in questions(other, SUNDAY)], SUNDAY)
    assert first.fingerprint == second.fingerprint
    assert len(first.fingerprint) == 16
    assert first.span == NOWHERE


def test_what_is_at_stake_is_told_only_where_worth_is_written() -> None:
    for spec, stake in (({"red": "below 3"}, None), ({"red": "below 3", "worth": "acv"}, 7)):
        project = with_thresholds(spec)
        answers = [Answer(q) for q in questions(project, SUNDAY)]
        (plain,) = findings(project, answers, SUNDAY)
        (told,) = findings(project, answers, SUNDAY, at_stake={plain.fingerprint: 7})
        assert told.at_stake == stake


def test_targets_are_levels_and_baselines() -> None:
    for red, status in (("below 90% of target", "breach"), ("falls 50% vs target", "ok")):
        project = with_thresholds({"red": red}, kind="sum")
        (asked,) = questions(project, SUNDAY, history=1)
        answers = [Answer(asked, (Series("kpi", (), {WEEK: Observation(WEEK, 89, 1)}, SUNDAY),))]
        week = Target("kpi", (), WEEK.start, Grain.WEEK, Decimal(100), date(2026, 1, 1), "CFO", "plan", (), NOWHERE)
        (finding,) = findings(replace(project, targets=(week,)), answers, SUNDAY, history=1)
        assert finding.status == status
