"""A metric beside its target: shares of days, run-rates, ranks and seasons against sums done by hand."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from metricops.api.results import QueryResult
from metricops.api.targets import Kind, target
from metricops.cli import main
from metricops.errors import MetricopsError, QueryError
from metricops.evaluate.rolling import seasons
from tests.evaluation.made_project import Made, made

HEAD = "metric,segment,period_start,period,amount,set_on\n"
SUMS = {  # of both segments together, quarter by quarter; the first quarter has begun before it is whole
    "2024-11-15": 50,
    "2025-01-10": 100,
    "2025-05-10": 200,
    "2025-08-10": 300,
    "2025-11-10": 400,
    "2026-01-10": 200,
    "2026-05-10": 200,
    "2026-08-10": 600,
    "2026-11-10": 230,
}


@pytest.fixture
def project(tmp_path: Path) -> Made:
    """Revenue of SMB in every quarter, and of Enterprise in the last one."""
    found = made(tmp_path)
    found.deals(*({"on": day, "amount": str(amount)} for day, amount in SUMS.items()))
    found.deals({"on": "2026-11-12", "segment": "Enterprise", "amount": "70.00"})
    return found


def targets(project: Made, *rows: str) -> None:
    project.write("targets/plan.csv", HEAD + "".join(f"{row}\n" for row in rows))


def asked(
    project: Made, metric: str = "revenue", by: tuple[str, ...] = (), kind: Kind = "now", as_of: str = "2026-11-15"
) -> QueryResult:
    return target(project.project(), metric, by=by, as_of=as_of, kind=kind)


def rows(found: QueryResult) -> list[dict[str, object]]:
    names = [column.name for column in found.columns]
    return [dict(zip(names, row, strict=True)) for row in found.rows]


def test_a_quarter_to_date_beside_its_share_of_the_target(project: Made) -> None:
    targets(project, "revenue,,2026-10-01,quarter,920,2026-09-01")
    (row,) = rows(asked(project))
    assert (str(row["period_start"]), str(row["period_end"])) == ("2026-10-01", "2026-12-31")
    assert (row["revenue"], row["target_to_date"], row["target"]) == (300, 460, 920)  # 46 of 92 days
    assert row["attained"] == pytest.approx(300 / 460)
    assert row["run_rate"] == (400 + 200 + 200 + 600) / 4
    assert row["target_is"] == "p100 of last 7 quarters"  # the quarter in which the data began is not whole


def test_the_target_among_the_quarters_before(project: Made) -> None:
    targets(project, "revenue,,2026-10-01,quarter,300,2026-09-01")
    (row,) = rows(asked(project))
    assert row["target_is"] == "p71 of last 7 quarters"  # 100, 200, 300, 200, 200 of seven


def test_segments_have_rows_of_their_own_and_those_without_rows_are_there(project: Made) -> None:
    amounts = {"SMB": 920, "Enterprise": 460, "Strategic": 92}
    targets(project, *(f"revenue,{name},2026-10-01,quarter,{n},2026-09-01" for name, n in amounts.items()))
    found = {row["segment"]: row for row in rows(asked(project, by=("segment",)))}
    assert {name: (row["revenue"], row["target_to_date"]) for name, row in found.items()} == {
        "SMB": (230, 460),
        "Enterprise": (70, 230),
        "Strategic": (None, 46),
    }
    assert (found["Enterprise"]["run_rate"], found["Enterprise"]["target_is"]) == (None, None)  # no history yet


def test_a_whole_without_targets_of_all_its_parts_has_none_and_says_why(project: Made) -> None:
    targets(project, "revenue,SMB,2026-10-01,quarter,920,2026-09-01")
    found = asked(project)
    (row,) = rows(found)
    assert (row["revenue"], row["target"], row["attained"]) == (300, None, None)
    assert "no target is set for segment = Enterprise" in found.caveats


def test_the_period_is_the_targets_own(project: Made) -> None:
    targets(project, "revenue,,2026-11-01,month,3000,2026-09-01")
    (row,) = rows(asked(project))
    assert (str(row["period_start"]), row["target_to_date"]) == ("2026-11-01", 1500)
    assert row["target_is"] == "p100 of last 8 months"  # months without rows since the data began count as 0
    targets(project, "revenue,,2026-01-01,year,3650,2025-09-01", "revenue,,2026-11-01,month,3000,2026-09-01")
    assert str(rows(asked(project))[0]["period_end"]) == "2026-12-31"


def test_a_rate_is_pooled_over_the_run(project: Made) -> None:
    project.deals({"on": "2026-05-10", "won": False, "n": 3})
    targets(project, "win_rate,,2026-01-01,quarter,0.5,2025-12-01", "win_rate,,2026-10-01,quarter,0.5,2025-12-01")
    (row,) = rows(asked(project, "win_rate"))
    assert (row["win_rate"], row["target_to_date"], row["attained"]) == (1, Decimal("0.5"), 2)
    assert row["run_rate"] == pytest.approx(4 / 7)  # of four quarters together: never the mean of 1, 1, 1/4 and 1
    assert row["target_is"] == "p14 of last 7 quarters"


def test_later_versions_count_from_the_day_on_which_they_were_set(project: Made) -> None:
    targets(
        project,
        "revenue,,2026-10-01,quarter,920,2026-09-01",
        "revenue,,2026-10-01,quarter,460,2026-11-14",
    )
    assert [rows(asked(project, as_of=day))[0]["target"] for day in ("2026-11-13", "2026-11-14")] == [920, 460]


def test_a_rolling_target_shares_out_the_last_year_as_its_quarters_were(project: Made) -> None:
    targets(
        project,
        "revenue,,2026-10-01,quarter,700,2026-09-01",
        "revenue,,2027-01-01,quarter,140,2026-09-01",
    )
    found = asked(project, kind="rolling")
    told = rows(found)
    shares = [Fraction(400, 1400), Fraction(200, 1400), Fraction(200, 1400), Fraction(600, 1400)]
    assert [row["seasonality"] for row in told] == [pytest.approx(float(s)) for s in (*shares, Fraction(1))]
    assert [row["rolling_target"] for row in told] == [400, 200, 200, 600, 1400]
    assert [row["target"] for row in told] == [700, 140, None, None, None]
    assert [row["target_beyond"] for row in told[:2]] == [Decimal("0.75"), Decimal("-0.3")]
    assert "no target is set for 2027-04-01" in found.caveats


def test_seasons_are_the_mean_of_whole_years() -> None:
    def history(*oldest_first: int) -> list[Fraction]:
        return [Fraction(n) for n in reversed(oldest_first)]

    assert seasons(history(1, 1, 1)) == ()
    assert seasons(history(9, 1, 2, 3, 4)) == tuple(Fraction(n, 10) for n in (1, 2, 3, 4))  # 9 is of no whole year
    assert seasons(history(4, 3, 2, 1, 1, 2, 3, 4)) == (Fraction(1, 4),) * 4
    assert seasons(history(0, 0, 0, 0, 1, 2, 3, 4)) == ()


def test_what_does_not_add_up_has_no_rolling_target(project: Made) -> None:
    with pytest.raises(MetricopsError, match='"win_rate" does not add up'):
        asked(project, "win_rate", kind="rolling")


def test_an_unknown_group_by_is_refused(project: Made) -> None:
    with pytest.raises(QueryError):
        asked(project, by=("colour",))


def test_at_the_command_line(project: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    targets(project, "revenue,,2026-10-01,quarter,920,2026-09-01")
    paths = "paths: {models: [models], semantic: [semantic, targets]}\n"
    monkeypatch.chdir(project.on_disk())
    settings = project.folder / "metricops.yml"
    settings.write_text(settings.read_text().split("paths:")[0] + paths)

    def run(*words: str) -> tuple[int, str, str]:
        result = CliRunner().invoke(main, ["query", *words])
        return result.exit_code, result.stdout, result.stderr

    code, stdout, _ = run("revenue", "--target", "--as-of", "2026-11-15", "--format", "csv")
    assert (code, stdout.splitlines()[0]) == (
        0,
        "period_start,period_end,revenue,target_to_date,attained,target,run_rate,target_is",
    )
    assert "target: to date are 46 of 92 days" in run("revenue", "--target", "--as-of", "2026-11-15")[1]
    for refused in (("--window", "4w"), ("--limit", "1"), ("--by", "metric_time__week"), ("deals_won",)):
        code, stdout, stderr = run("revenue", "--target", "now", *refused)
        assert (code, stdout) == (1, "")
        assert "the period is the target's own" in stderr
