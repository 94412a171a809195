"""Nothing there: no rows, NULL, a zero below the line, an older snapshot, segments that come and go."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.evaluation.made_project import Made, made

LAST_NIGHT, NIGHT_BEFORE = "2026-11-15", "2026-11-14"
THIS_WEEK, LAST_WEEK = "2026-11-11", "2026-11-04"


def told(project: Made) -> dict[str | None, tuple[str, object]]:
    return {segment: (found.status, found.value) for segment, found in project.by_segment().items()}


def test_a_missing_numerator_beside_a_denominator_is_0(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.pipeline((LAST_NIGHT, "SMB", True, "400"))
    project.targets((LAST_NIGHT, "SMB", "100"), (LAST_NIGHT, "Enterprise", "100"))
    project.contract("coverage", {"red": "below 3.0", "by": "segment"}, unit="x")
    assert told(project) == {"SMB": ("ok", 4.0), "Enterprise": ("breach", 0)}


def test_a_missing_denominator_is_undefined_and_exits_0(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.pipeline((LAST_NIGHT, "SMB", True, "400"), (LAST_NIGHT, "Enterprise", True, "100"))
    project.targets((LAST_NIGHT, "SMB", "100"))
    project.contract("coverage", {"red": "below 3.0", "by": "segment"}, unit="x")
    run = project.evaluate()
    enterprise = {f.segment[0][1]: f for f in run.findings}["Enterprise"]
    assert (enterprise.status, enterprise.value, enterprise.reason) == ("undefined", None, "the denominator is missing")
    assert (enterprise.numerator, enterprise.denominator, run.exit) == (100, None, 0)


def test_a_denominator_of_0_is_undefined_and_exits_0_also_for_tier_1(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.pipeline((LAST_NIGHT, "SMB", True, "400"))
    project.targets((LAST_NIGHT, "SMB", "0"))
    project.contract("coverage", "below 3.0", unit="x")
    run = project.evaluate()
    (found,) = run.findings
    assert (found.status, found.tier, found.reason, run.exit) == ("undefined", 1, "the denominator is 0", 0)


def test_a_denominator_that_counts_0_of_the_rows_it_has_is_undefined_not_no_data(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "n": 3, "won": False})
    project.write(
        "models/share.yml",
        "metrics: [{name: won_share, type: ratio, numerator: deals_won, denominator: deals_won}]",
    )
    project.contract("won_share", "below 50%", unit="%")
    run = project.evaluate()
    (found,) = run.findings
    assert (found.status, found.reason, run.exit) == ("undefined", "the denominator is 0", 0)


def test_a_count_over_no_rows_is_no_data_not_0(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": LAST_WEEK})
    for metric in ("deals_closed", "deals_won", "buyers", "revenue", "cycle_days", "win_rate"):
        project.contract(metric, "below 5")
    run = project.evaluate()
    assert {f.metric: (f.status, f.value, f.n, f.reason) for f in run.findings} == dict.fromkeys(
        ("deals_closed", "deals_won", "buyers", "revenue", "cycle_days", "win_rate"), ("no_data", None, 0, "no rows")
    )
    assert run.exit == 1


def test_a_count_of_0_over_rows_is_0(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "n": 3, "won": False})
    project.contract("deals_won", "below 1")
    found = project.finding()
    assert (found.status, found.value, found.n) == ("breach", 0, 3)


def test_a_group_whose_every_measure_is_null_is_no_data_with_n_0(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "n": 4, "amount": None, "segment": "A"}, {"on": THIS_WEEK, "segment": "B"})
    project.contract("revenue", {"red": "below 50", "by": "segment"}, {"red": "below -9", "by": "segment"})
    found = {(f.threshold, f.segment[0][1]): (f.status, f.n) for f in project.evaluate().findings}
    assert found == {
        ("level", "A"): ("no_data", 0),
        ("level_2", "A"): ("no_data", 0),
        ("level", "B"): ("ok", 1),
        ("level_2", "B"): ("ok", 1),
    }


def test_the_sample_of_an_average_counts_values_that_are_not_null(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "n": 3, "days": 9}, {"on": THIS_WEEK, "n": 5})
    project.contract("cycle_days", {"red": "above 3 with at least 4 deals"}, {"red": "above 3 with at least 3 deals"})
    found = project.evaluate().findings
    assert [(f.threshold, f.status, f.n) for f in found] == [("level_2", "breach", 3), ("level", "too_few", 3)]


def test_the_sample_of_a_sum_counts_rows_and_of_a_ratio_its_denominator(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "n": 2}, {"on": THIS_WEEK, "n": 5, "amount": None, "won": False})
    project.write(
        "models/more.yml",
        "metrics: [{name: price_won, type: ratio, numerator: revenue, denominator: deals_won},"
        " {name: per_dollar, type: ratio, numerator: deals_won, denominator: revenue}]",
    )
    for metric in ("revenue", "win_rate", "price_won", "per_dollar"):
        project.contract(metric, "below 0")
    samples = {f.metric: f.n for f in project.evaluate().findings}
    # a denominator that counts things is its own sample; one that adds up is counted by rows
    assert samples == {"revenue": 7, "win_rate": 7, "price_won": 2, "per_dollar": 7}


def test_no_rows_with_a_sample_clause_is_too_few_0_of_n(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": LAST_WEEK})
    project.contract("win_rate", "below 40% with at least 30 deals", unit="%")
    run = project.evaluate()
    (found,) = run.findings
    assert (found.status, found.reason, found.n) == ("too_few", "0 of 30 deals", 0)
    assert (found.tier, run.exit) == (1, 0)  # too_few exits 0, also for tier 1


def test_a_tier_1_rule_with_one_instance_that_has_data_exits_0(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": LAST_WEEK, "segment": "A"}, {"on": THIS_WEEK, "segment": "B"})
    project.contract("revenue", {"red": "below 5", "by": "segment"})
    run = project.evaluate()
    assert {f.segment[0][1]: f.status for f in run.findings} == {"A": "no_data", "B": "ok"}
    assert run.exit == 0


def test_a_tier_2_rule_without_data_exits_0(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": LAST_WEEK})
    project.contract("revenue", "below 5", owner=None)
    run = project.evaluate()
    assert ([(f.status, f.tier) for f in run.findings], run.exit) == ([("no_data", 2)], 0)


# ── stocks ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_stock_whose_last_snapshot_has_no_row_passing_the_filter_is_0(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.pipeline((NIGHT_BEFORE, "SMB", True, "400"), (LAST_NIGHT, "SMB", False, "400"))
    project.contract("qualified_pipeline", "below 300", unit="usd")
    project.contract("open_pipeline", "below 300", unit="usd")
    found = {f.metric: (f.status, f.value) for f in project.evaluate().findings}
    assert found == {"qualified_pipeline": ("breach", 0), "open_pipeline": ("ok", 400)}


def test_an_older_snapshot_never_comes_back_to_life_for_a_segment(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.pipeline(
        *((NIGHT_BEFORE, s, True, "400") for s in ("SMB", "Enterprise", "Gone", None)),
        (LAST_NIGHT, "SMB", True, "400"),
        (LAST_NIGHT, "Enterprise", False, "400"),
    )
    project.targets(*((LAST_NIGHT, s, "100") for s in ("SMB", "Enterprise", "Gone", None)))
    project.contract("coverage", {"red": "below 3.0", "by": "segment"}, unit="x")
    assert told(project) == {
        "SMB": ("ok", 4.0),
        "Enterprise": ("breach", 0),
        "Gone": ("breach", 0),
        None: ("breach", 0),
    }


def test_a_stock_under_by_is_0_where_the_snapshot_was_taken_but_holds_none_of_the_segment(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.pipeline((NIGHT_BEFORE, "Gone", True, "400"), (LAST_NIGHT, "SMB", True, "400"))
    project.contract("open_pipeline", {"red": "below 300", "by": "segment"}, unit="usd")
    assert told(project) == {"SMB": ("ok", 400), "Gone": ("breach", 0)}


def test_a_stock_of_which_no_row_ever_passed_the_filter_is_0_for_every_segment(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.pipeline((LAST_NIGHT, "SMB", False, "400"), (NIGHT_BEFORE, "Enterprise", False, "400"))
    project.contract("qualified_pipeline", {"red": "below 300", "by": "segment"}, unit="usd")
    assert told(project) == {"SMB": ("breach", 0), "Enterprise": ("breach", 0)}


def test_a_stock_in_scope_reads_the_source_s_last_snapshot_not_the_segment_s(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.pipeline((NIGHT_BEFORE, "Gone", True, "400"), (LAST_NIGHT, "SMB", True, "400"))
    project.contract("open_pipeline", "below 300 for segment = Gone", unit="usd")
    found = project.finding()
    assert (found.status, found.value, found.segment) == ("breach", 0, (("segment", "Gone"),))


def test_a_stock_is_read_at_the_last_snapshot_inside_the_window(tmp_path: Path) -> None:
    project = made(tmp_path)
    nights = {"2026-11-08": "1", "2026-11-09": "2", "2026-11-13": "3", "2026-11-16": "4"}
    project.pipeline(*((night, "SMB", True, amount) for night, amount in nights.items()))
    project.contract("open_pipeline", "below 3", unit="usd")
    found = project.finding()
    assert (found.status, found.value, found.n) == ("watch", 3, 1)


def test_a_stock_without_a_snapshot_in_the_window_is_no_data(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.pipeline(("2026-11-08", "SMB", True, "400"))
    project.contract("open_pipeline", "below 300", unit="usd")
    run = project.evaluate()
    assert ([f.status for f in run.findings], run.exit) == (["no_data"], 1)


# ── segments ────────────────────────────────────────────────────────────────────────────────────────────────────


METRICS = ("revenue", "deals_closed", "win_rate", "open_pipeline", "coverage")


def test_an_empty_table_under_by_is_one_no_data_finding_with_an_empty_segment(tmp_path: Path) -> None:
    project = made(tmp_path)
    for metric in METRICS:
        project.contract(metric, {"red": "below 5", "by": "segment"})
    run = project.evaluate()
    found = {f.metric: (f.status, f.segment, f.n) for f in run.findings}
    assert (found, len(run.findings), run.exit) == (dict.fromkeys(METRICS, ("no_data", (), 0)), 5, 1)


def test_an_empty_table_without_by_is_no_data(tmp_path: Path) -> None:
    project = made(tmp_path)
    for metric in METRICS:
        project.contract(metric, "below 5")
    run = project.evaluate()
    found = {f.metric: (f.status, f.n) for f in run.findings}
    assert (found, run.exit) == (dict.fromkeys(METRICS, ("no_data", 0)), 1)


def test_the_null_segment_is_one_as_any_other(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "segment": None, "amount": "1"}, {"on": THIS_WEEK, "segment": "None"})
    project.deals({"on": THIS_WEEK, "segment": "", "amount": "5.05"})
    project.contract("revenue", {"red": "below 5", "by": "segment"}, unit="usd")
    run = project.evaluate()
    assert {f.segment: f.status for f in run.findings} == {
        (("segment", None),): "breach",
        (("segment", "None"),): "ok",
        (("segment", ""),): "watch",
    }
    assert len({f.fingerprint for f in run.findings}) == 3


def test_a_segment_that_vanished_says_so(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": "2026-06-03", "segment": "Long ago"}, {"on": LAST_WEEK, "segment": "Gone"})
    project.deals(*({"on": d, "segment": "Here"} for d in (LAST_WEEK, THIS_WEEK)))
    project.contract("revenue", {"red": "below 5", "by": "segment"}, unit="usd")
    found = project.by_segment()
    assert {s: (f.status, f.state) for s, f in found.items()} == {
        "Long ago": ("no_data", "vanished_segment"),
        "Gone": ("no_data", "vanished_segment"),
        "Here": ("ok", ""),
    }


def test_a_new_segment_says_so_and_may_breach_at_once(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": LAST_WEEK, "segment": "Old"}, {"on": THIS_WEEK, "segment": "Old"})
    project.deals({"on": THIS_WEEK, "segment": "New"}, {"on": THIS_WEEK, "segment": "Bad", "amount": "1"})
    project.contract("revenue", {"red": "below 5", "by": "segment"}, unit="usd")
    assert {s: (f.status, f.state) for s, f in project.by_segment().items()} == {
        "Old": ("ok", ""),
        "New": ("ok", "new_segment"),
        "Bad": ("breach", "new"),
    }


def test_a_segment_that_comes_after_the_judged_window_is_not_missing_before(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "segment": "A"}, {"on": "2026-11-16", "segment": "Later"})
    project.pipeline((LAST_NIGHT, "A", True, "400"), ("2026-11-16", "Later", True, "400"))
    for metric in ("revenue", "win_rate", "open_pipeline"):
        project.contract(metric, {"red": "below 0.5", "by": "segment"})
    assert {(f.metric, f.segment[0][1]) for f in project.evaluate("2026-11-18").findings} == {
        ("revenue", "A"),
        ("win_rate", "A"),
        ("open_pipeline", "A"),
    }


def test_a_stock_was_not_0_before_its_segment_was_there(tmp_path: Path) -> None:
    project = made(tmp_path)
    nights = ("2026-11-01", "2026-11-08", LAST_NIGHT)
    project.pipeline(*((night, "Old", True, "400") for night in nights), (LAST_NIGHT, "New", True, "200"))
    project.contract("open_pipeline", {"red": "below 300", "by": "segment"}, unit="usd")
    found = project.by_segment()
    assert (found["New"].status, found["New"].state, found["New"].value) == ("breach", "new", 200)


def test_the_segment_of_a_scope_without_by_is_the_value_named(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "segment": "SMB"}, {"on": THIS_WEEK, "segment": "Mid Market", "amount": "1"})
    project.contract("revenue", 'below 50 for segment = "Mid Market" and region = EMEA', unit="usd")
    found = project.finding()
    assert (found.status, found.value) == ("breach", Decimal(1))
    assert found.segment == (("segment", "Mid Market"), ("region", "EMEA"))


def test_a_scope_without_rows_is_no_data_of_that_segment(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "segment": "SMB"})
    project.contract("revenue", "below 50 for segment = Enterprise", unit="usd")
    found = project.finding()
    assert (found.status, found.segment) == ("no_data", (("segment", "Enterprise"),))


def test_a_scope_beside_by_limits_the_segments(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals(*({"on": THIS_WEEK, "segment": s, "region": r} for s in "AB" for r in ("EMEA", "APAC")))
    project.contract("revenue", {"red": "below 50 for region = APAC", "by": "segment"}, unit="usd")
    found = project.evaluate().findings
    assert {f.segment: f.value for f in found} == {
        (("segment", "A"), ("region", "APAC")): 100,
        (("segment", "B"), ("region", "APAC")): 100,
    }


def test_segment_keys_are_written_as_in_by(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": THIS_WEEK, "segment": "A", "region": "APAC"})
    thresholds = (
        {"name": "n", "red": "below 50", "by": ["deal__region", "segment"]},
        {"red": "below 50", "by": "region"},
    )
    project.contract("revenue", *thresholds, unit="usd")
    found = {f.threshold: f.segment for f in project.evaluate().findings}
    assert found == {"n": (("deal__region", "APAC"), ("segment", "A")), "level": (("region", "APAC"),)}


def test_a_time_may_be_a_segment(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": "2026-11-11"}, {"on": "2026-11-12", "amount": "1"})
    project.contract("revenue", {"red": "below 5", "by": "closed_on", "worth": "revenue * 2"}, unit="usd")
    found = {f.segment: (f.status, f.at_stake) for f in project.evaluate().findings}
    assert found == {
        (("closed_on", "2026-11-11"),): ("ok", 200),
        (("closed_on", "2026-11-12"),): ("breach", 2),
    }


def test_more_segments_than_max_instances_is_an_error_not_a_truncation(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals(*({"on": THIS_WEEK, "segment": f"s{i}"} for i in range(3)))
    project.contract("revenue", {"red": "below 50", "by": "segment", "max_instances": 2}, unit="usd", owner=None)
    run = project.evaluate()
    (found,) = run.findings
    assert (found.status, run.exit) == ("not_judged", 1)
    assert found.reason == "there are 3 instances, more than max_instances allows (2)"


# ── what on_no_data says ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("on_no_data", "status", "state", "exit_code"),
    [
        (None, "no_data", "", 1),
        ("breach", "breach", "new", 2),
        ("hold", "no_data", "", 1),
        ("ignore", "no_data", "", 0),
    ],
)
def test_on_no_data_says_what_no_rows_mean(
    tmp_path: Path, on_no_data: str | None, status: str, state: str, exit_code: int
) -> None:
    project = made(tmp_path)
    project.deals({"on": LAST_WEEK})
    threshold = {"red": "below 5", **({"on_no_data": on_no_data} if on_no_data else {})}
    project.contract("revenue", threshold, unit="usd")
    run = project.evaluate()
    (found,) = run.findings
    assert (found.status, found.state, run.exit) == (status, state, exit_code)


def test_on_no_data_hold_keeps_the_breach_of_the_week_before(tmp_path: Path) -> None:
    project = made(tmp_path)
    project.deals({"on": LAST_WEEK, "amount": "1"})
    project.contract("revenue", {"red": "below 5", "on_no_data": "hold"}, unit="usd")
    run = project.evaluate()
    (found,) = run.findings
    assert (found.status, found.state, run.exit) == ("breach", "ongoing", 2)


@pytest.mark.parametrize("rule", ["below 50", "above 150"])
def test_a_numerator_of_nothing_but_null_is_no_data_and_never_0(tmp_path: Path, rule: str) -> None:
    project = made(tmp_path)
    project.deals(
        {"on": THIS_WEEK, "segment": "SMB", "n": 3, "amount": None},
        {"on": THIS_WEEK, "segment": "Mid", "amount": "100"},
    )
    project.contract("price", {"red": rule, "by": "segment"}, unit="usd")
    found = project.by_segment()["SMB"]
    assert (found.status, found.value, found.reason) == ("no_data", None, "no values, only NULL")
