"""A CRM export as it is, faults included: its numbers, its hygiene and its win rate week by week."""

import csv
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

import metricops as mo
from metricops.api.backtesting import backtest
from tests.real_data.loading import built_project
from tests.shared_material import shared

pytestmark = pytest.mark.real_data

REGION, MANAGER = "agent__regional_office", "agent__manager"
STAGE, QUARTER, MONTH = "opportunity__deal_stage", "metric_time__quarter", "metric_time__month"
CLOSED = ["{{ Dimension('opportunity__is_closed') }}"]
OPEN = ["not {{ Dimension('opportunity__is_closed') }}"]
RATES = {
    "won": "won",
    "closed": "closed",
    "win_rate": "win_rate",
    "revenue": "revenue",
    "avg_won_deal": "average_won_deal",
}
CYCLES = {"avg_cycle_won": "average_cycle", "median_cycle_won": "median_cycle"}

# Each case of expected.json: its columns as group-bys and metrics of the project, and the filter.
QUERIES: dict[str, tuple[dict[str, str], dict[str, str], list[str]]] = {
    "M01": (
        {"deal_stage": STAGE},
        {
            "n": "opportunities",
            "value": "close_value",
            "null_account": "without_account",
            "null_engage": "without_engage_date",
            "null_close": "without_close_date",
        },
        [],
    ),
    "M02": (
        {},
        {
            "won": "won",
            "closed": "closed",
            "n": "opportunities",
            "win_rate_closed": "win_rate",
            "win_rate_all": "win_rate_of_all",
            "revenue": "revenue",
            "avg_won_deal": "average_won_deal",
            "median_won_deal": "median_won_deal",
        },
        [],
    ),
    "M03": ({"q": QUARTER}, RATES | CYCLES, CLOSED),
    "M05a": ({"manager": MANAGER}, RATES | {"avg_cycle_won": "average_cycle"}, CLOSED),
    "M05b": ({"regional_office": REGION}, RATES | {"avg_cycle_won": "average_cycle"}, CLOSED),
    "M06": ({"manager": MANAGER, "q": QUARTER}, {"won": "won", "closed": "closed", "win_rate": "win_rate"}, CLOSED),
    "M13": ({"deal_stage": STAGE}, {"n": "opportunities", "list_value": "list_value", "priced": "priced"}, OPEN),
    "M14a": (
        {"regional_office": REGION, "deal_stage": STAGE},
        {"n": "opportunities", "list_value": "list_value"},
        OPEN,
    ),
    "M20": (
        {"m": MONTH},
        {
            "won": "won",
            "closed": "closed",
            "revenue": "revenue",
            "win_rate": "win_rate",
            "mom": "revenue_month_over_month",
        },
        CLOSED,
    ),
}
FAULTS = {
    "opportunities_are_unique": 0,
    "products_are_known": 1480,
    "sectors_are_spelled": 12,
    "countries_are_spelled": 1,
    "open_deals_have_an_account": 1425,
    "deals_have_an_engage_date": 500,
    "open_deals_have_an_amount": 2089,
    "deals_do_not_linger": 1376,
    "agents_have_deals": 5,
}
REGIONS = ("Central", "East", "West")
END = dt.date(2017, 12, 31)
SUNDAYS = [END - dt.timedelta(weeks=n) for n in range(12)]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> mo.Project:
    return built_project("maven_crm", tmp_path_factory.mktemp("real"))


def expected_cases() -> dict[str, Any]:
    return {case["id"]: case for case in json.loads(shared("data", "maven_crm", "expected.json").read_text())["cases"]}


def test_every_expected_case_is_asked() -> None:
    assert set(QUERIES) == set(expected_cases())


@pytest.mark.parametrize("case", sorted(QUERIES))
def test_the_numbers_agree(project: mo.Project, case: str) -> None:
    groups, metrics, where = QUERIES[case]
    expected = expected_cases()[case]
    assert set(expected["columns"]) == {*groups, *metrics}
    result = project.query(list(metrics.values()), group_by=list(groups.values()), where=where)
    found = {tuple(map(plain, row[: len(groups)])): row[len(groups) :] for row in result.rows}
    assert len(found) == len(result.rows)
    assert {k: list(map(plain, row)) for k, row in found.items()} == {
        tuple(row[name] for name in groups): [approximately(row[name]) for name in metrics] for row in expected["rows"]
    }


def approximately(value: float | None) -> Any:
    return None if value is None else pytest.approx(value, rel=1e-9)


def plain(value: Any) -> Any:
    """Dates as their text, decimals as floats."""
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    return value if value is None or isinstance(value, str) else float(value)


def test_the_hygiene_checks_find_every_known_fault(project: mo.Project) -> None:
    run = project.check(as_of=END, rows=True)
    assert {result.check: result.violations for result in run.results} == FAULTS
    assert {name: len(found.rows) for name, found in run.records.items()} == {n: k for n, k in FAULTS.items() if k}


@pytest.mark.parametrize("as_of", SUNDAYS, ids=str)
def test_win_rate_is_judged_against_the_eight_weeks_before(project: mo.Project, as_of: dt.date) -> None:
    findings = [f for f in project.evaluate(as_of=as_of).findings if f.metric == "win_rate"]
    found = {dict(f.segment)[REGION]: [f.status, f.n, plain(f.value)] for f in findings}
    baselines = {dict(f.segment)[REGION]: plain(f.baseline) for f in findings if f.status != "too_few"}
    expected = {region: [status(region, as_of), *judged(region, as_of)] for region in REGIONS}
    assert found == expected
    assert baselines == {
        region: pytest.approx(pooled(region, as_of - dt.timedelta(weeks=1), 8)[0])
        for region in REGIONS
        if expected[region][0] != "too_few"
    }


def test_the_known_collapses_of_the_win_rate_are_found_with_their_first_weeks(project: mo.Project) -> None:
    found = backtest(project, "win_rate", end=END, over="52w")
    for region in REGIONS:
        record = found.written.segments[((REGION, region),)]
        red = [turn for turn in found.written.turns if turn.segment == ((REGION, region),) and turn.status == "breach"]
        fires = [turn.as_of for turn in record.fires]
        assert {dt.date(2017, 7, 9), dt.date(2017, 10, 8)} <= set(fires)  # the new quarters began badly
        assert sum(record.runs) == len(red)
        for turn in red:
            rate, n = pooled(region, turn.as_of, 1)
            before, _ = pooled(region, turn.as_of - dt.timedelta(weeks=1), 8)
            assert (turn.n, plain(turn.value)) == (n, pytest.approx(rate))
            assert n >= 30
            assert rate < 0.85 * before


def judged(region: str, as_of: dt.date) -> tuple[int, Any]:
    """How many deals were closed in the week, and the share of them that was won."""
    rate, n = pooled(region, as_of, 1)
    return n, pytest.approx(rate)


def status(region: str, as_of: dt.date) -> str:
    """The status by DESIGN.md section 5: one clean week after a red one is still watched."""
    now = colour(region, as_of)
    recovering = now == "ok" and colour(region, as_of - dt.timedelta(weeks=1)) == "breach"
    return "watch" if recovering else now


def colour(region: str, as_of: dt.date) -> str:
    """What the rule says of one week alone: red beyond a fall of 15 %, yellow from 90 % of that on."""
    rate, n = pooled(region, as_of, 1)
    if n < 30:
        return "too_few" if n else "no_data"
    before, _ = pooled(region, as_of - dt.timedelta(weeks=1), 8)
    fall = (before - rate) / before
    return "breach" if fall > 0.15 else "watch" if fall >= 0.135 else "ok"


def pooled(region: str, last: dt.date, weeks: int) -> tuple[float, int]:
    """Won over closed in the weeks up to a day, and how many were closed."""
    first = last - dt.timedelta(days=7 * weeks - 1)
    stages = [
        deal["deal_stage"]
        for deal in deals()
        if deal["region"] == region
        and deal["close_date"]
        and first <= dt.date.fromisoformat(deal["close_date"]) <= last
    ]
    return (stages.count("Won") / len(stages) if stages else 0.0), len(stages)


def deals() -> Sequence[Mapping[str, str]]:
    """The pipeline's rows, each with the region of its agent."""
    if not DEALS:
        with shared("data", "maven_crm", "sales_teams.csv").open() as file:
            regions = {row["sales_agent"]: row["regional_office"] for row in csv.DictReader(file)}
        with shared("data", "maven_crm", "sales_pipeline.csv").open() as file:
            DEALS.extend(row | {"region": regions[row["sales_agent"]]} for row in csv.DictReader(file))
    return DEALS


DEALS: list[dict[str, str]] = []
