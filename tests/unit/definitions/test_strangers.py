"""Three dbt projects as strangers have them: read without noise, with and without what dbt wrote to target/."""

import shutil
from pathlib import Path

import pytest

import metricops as mo
from metricops.errors import QueryError

STRANGERS = Path(__file__).parent / "strangers"
PROJECTS = ("bakery", "cinema", "clinic")
BAKERY = (
    "average_order_value average_tax_rate count_lifetime_orders cumulative_order_amount_mtd cumulative_revenue "
    "food_order_pct food_orders food_revenue food_revenue_pct large_order lifetime_spend_pretax max_order "
    "median_revenue new_customer_orders order_total order_total_growth_mom order_value_p99 orders orders_28d "
    "pc_large_orders repeat_within_a_month revenue revenue_growth_mom"
)
CINEMA = (
    "average_price box_office box_office_4w box_office_filled box_office_growth box_office_season_to_date "
    "box_office_since_month_began came_again members popcorn price_median price_p90 shows_visited tickets_sold "
    "web_share"
)
CLINIC = "benchmark_minutes billed billed_per_visit known_patients north_visits room_minutes visits"
METRICS = {"bakery": BAKERY, "cinema": CINEMA, "clinic": CLINIC}
TABLES = {
    "bakery": {
        "customers": "main_marts.customers",
        "locations": "main_marts.locations",
        "order_item": "main_marts.fct_order_items",
        "orders": "main_marts.orders",
    },
    "cinema": {
        "dim_films": "main.dim_films",
        "halls": "main.dim_halls",
        "stocks": "main.fct_stocks",
        "tickets": "main.fct_tickets",
    },
    "clinic": {
        "benchmarks": "benchmarks.benchmarks",  # of an installed package
        "doctors": "snapshots.doctors_snapshot",
        "patients": "main.patients",
        "visits": "gold.fct_visits",
    },
}


@pytest.fixture(params=PROJECTS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def without_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METRICOPS_CACHE", "")


def without_target(name: str, tmp_path: Path) -> Path:
    return shutil.copytree(STRANGERS / name, tmp_path / name, ignore=shutil.ignore_patterns("target"))


def listed(project: mo.Project) -> str:
    return " ".join(sorted(metric.name for metric in project.manifest.metrics.values() if not metric.hidden))


def compiled(project: mo.Project, name: str) -> str:
    """The SQL of a metric, by time where it needs time."""
    try:
        return project.sql([name])
    except QueryError:
        return project.sql([name], by=["metric_time__month"])


def test_a_project_is_read_without_a_word(name: str) -> None:
    project = mo.open(STRANGERS / name)
    assert [str(diagnostic) for diagnostic in project.diagnostics] == []
    assert listed(project) == METRICS[name]
    assert {m.name: str(m.relation) for m in project.manifest.models.values()} == TABLES[name]


def test_every_metric_and_saved_query_compiles(name: str) -> None:
    project = mo.open(STRANGERS / name)
    assert all("FROM" in compiled(project, metric) for metric in project.manifest.metrics)
    assert project.manifest.saved_queries
    assert all("FROM" in project.sql(saved_query=query) for query in project.manifest.saved_queries)


@pytest.mark.parametrize("name", ["bakery", "cinema"])
def test_a_project_that_dbt_has_not_parsed_yet_is_read_all_the_same(name: str, tmp_path: Path) -> None:
    project = mo.open(without_target(name, tmp_path))
    assert [str(diagnostic) for diagnostic in project.diagnostics] == []
    assert listed(project) == METRICS[name]
    schema = {"bakery": "main_marts.", "cinema": ""}[name]
    assert {str(m.relation).rpartition(".")[0] + "." for m in project.manifest.models.values()} == {schema or "."}
    assert all("FROM" in compiled(project, metric) for metric in project.manifest.metrics)


def test_templates_that_only_dbt_can_render_are_named_until_it_has(tmp_path: Path) -> None:
    project = mo.open(without_target("clinic", tmp_path))
    told = [(str(d.span), d.code, d.severity) for d in project.diagnostics]
    assert told == [
        ("models/marts/_marts.yml:62:16", "L037", "error"),
        ("models/staging/_sources.yml:11:14", "L037", "warning"),
    ]
    assert listed(project) == "billed billed_per_visit north_visits room_minutes visits"


def test_variables_are_put_in(tmp_path: Path) -> None:
    project = mo.open(without_target("clinic", tmp_path))
    visits = project.manifest.models["visits"]
    (band,) = (d for d in visits.dimensions if d.name == "length_band")
    assert band.expr.text == "case when minutes >= 30 then 'long' else 'short' end"
    assert "SUM(amount_billed)" in project.sql(["billed"])


def test_a_model_named_as_dbt_expects_is_a_time_spine(tmp_path: Path) -> None:
    (spine,) = mo.open(without_target("bakery", tmp_path)).manifest.spines
    assert (str(spine.relation), spine.column, spine.grain) == ("main_marts.metricflow_time_spine", "date_day", "day")


def test_custom_grains_and_their_spines_are_known() -> None:
    spines = {spine.name: spine for spine in mo.open(STRANGERS / "cinema").manifest.spines}
    grains = [(grain.name, grain.column) for grain in spines["time_spine_daily"].custom_grains]
    assert grains == [("box_office_week", "box_office_week"), ("film_season", "season")]
    assert spines["time_spine_hourly"].grain == "hour"


def test_what_a_model_says_of_its_data_reaches_the_legacy_semantic_model_over_it() -> None:
    facts = mo.open(STRANGERS / "clinic").manifest.models["visits"].facts
    assert facts.confidence is not None
    assert (facts.confidence.level, facts.final_after) == ("medium", "2 days")
