"""Listings, sheets and contested words, from a small project's YAML."""

import pytest

from metricops.cli.contested import meant
from metricops.cli.listing import LISTINGS, listing, listing_table
from metricops.cli.sheet import sheet
from metricops.cli.sheet_text import sheet_text
from metricops.cli.term_sheet import term_text
from metricops.definitions import read_texts
from metricops.errors import MetricopsError
from metricops.manifest import Manifest
from metricops.output.csv import records_csv
from metricops.output.table import table_text
from metricops.resolve import resolve

MODELS = """
models:
  - name: fct_deals
    description: One row per deal.
    semantic_model: true
    agg_time_dimension: closed_at
    config: {meta: {metricops: {source_of_truth: CRM, refresh: daily by 06:00}}}
    columns:
      - name: deal_id
        entity: {type: primary, name: deal}
      - name: account_id
        entity: {type: foreign, name: account}
      - name: closed_at
        granularity: day
        dimension: {type: time}
      - name: segment
        description: Size of the customer.
        dimension: {type: categorical}
    metrics:
      - name: won
        type: simple
        agg: sum_boolean
        expr: is_won
        filter: "{{ Dimension('deal__segment') }} <> 'Test'"
        config: {meta: {metricops: {unit: deals}}}
      - name: closed
        type: simple
        agg: count
        expr: deal_id
        config: {meta: {metricops: {unit: deals}}}
  - name: dim_accounts
    semantic_model: true
    columns:
      - name: account_id
        entity: {type: primary, name: account}
      - name: country
        dimension: {type: categorical}
metrics:
  - name: win_rate
    label: Win rate
    type: ratio
    numerator: won
    denominator: closed
    config:
      meta:
        metricops:
          purpose: Says whether we win.
          owner: Head of Sales
          steward: RevOps
          unit: "%"
          excludes: none
          confidence: {level: low, note: Young data.}
          required: decision-grade
          thresholds:
            - red: below 20%
              by: segment
              then: {investigate: Look at losses.}
              within: 1 week
saved_queries:
  - name: weekly
    query_params:
      metrics: [win_rate]
      group_by: ["TimeDimension('metric_time', 'week')"]
"""
TERMS = """
people:
  Head of Sales: {name: Dana Ortiz}
definitions:
  - term: wins
    versions:
      won: {team: Sales, serves: weekly forecast, report: CRM view}
      win_rate: {team: Finance, serves: planning, report: Plan}
    canonical: {weekly forecast: won}
    unresolved:
      - question: Which one goes in the board deck?
        positions: {Sales: won, Finance: win_rate}
        cost: Nine days.
        decides: CRO
        by: 2026-12-05
    owner: RevOps
"""


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    definitions = read_texts({"models/deals.yml": MODELS, "semantic/terms.yml": TERMS})
    resolved = resolve(definitions)
    assert definitions.diagnostics + resolved.diagnostics == ()
    return resolved.manifest


@pytest.mark.parametrize("kind", LISTINGS)
def test_every_kind_is_listed_with_equal_fields_and_fits(kind: str, manifest: Manifest) -> None:
    records = listing(kind, manifest)
    assert len({tuple(record) for record in records}) <= 1
    assert set(LISTINGS[kind].shown) <= set(records[0]) if records else kind == "checks"
    assert max(map(len, table_text(listing_table(kind, records)).splitlines())) <= 100


def test_metrics_inherit_source_and_refresh_from_the_models_they_read(manifest: Manifest) -> None:
    found = {record["metric"]: record for record in listing("metrics", manifest)}
    assert (found["win_rate"]["source"], found["win_rate"]["refresh"]) == ("CRM", "daily by 06:00")
    assert found["win_rate"]["thresholds"] == ["below 20%"]
    assert [found[name]["kind"] for name in ("win_rate", "won")] == ["ratio", "simple"]


def test_operating_keeps_the_metrics_with_thresholds(manifest: Manifest) -> None:
    assert [record["metric"] for record in listing("metrics", manifest, operating=True)] == ["win_rate"]


def test_dimensions_have_the_names_that_queries_use(manifest: Manifest) -> None:
    names = [record["dimension"] for record in listing("dimensions", manifest)]
    assert names == ["account", "account__country", "deal", "account", "deal__closed_at", "deal__segment"]


def test_nothing_defined_is_no_csv_at_all() -> None:
    assert records_csv(listing("metrics", Manifest())) == ""


def test_a_sheet_says_who_answers_what_it_is_built_from_and_how_it_splits(manifest: Manifest) -> None:
    text = sheet_text(sheet(manifest, manifest.metrics["win_rate"], "SELECT 1"))
    for line in (
        "Win rate (win_rate): ratio in %, models/deals.yml:39",
        "Owner           Head of Sales (Dana Ortiz)",
        "Excludes        none",
        "Confidence      low (needs decision-grade: not met): Young data.",
        "Threshold level by segment, tier 1, models/deals.yml:55",
        "  red     below 20%",
        "  investigate: Look at losses. within 1 week",
        "  win_rate = won / closed",
        "    won = sum_boolean(is_won) of fct_deals where deal__segment <> 'Test'",
        "  metric_time, account, account__country, deal, deal__closed_at, deal__segment",
        "  SELECT 1",
    ):
        assert line in text.splitlines()


def test_a_sheet_without_a_contract_leaves_its_lines_out(manifest: Manifest) -> None:
    text = sheet_text(sheet(manifest, manifest.metrics["won"], "SELECT 1"))
    assert [line.split()[0] for line in text.splitlines()[2:4]] == ["Source", "Refresh"]
    assert "Indicator" not in text


def test_a_use_picks_the_version_that_serves_it_and_says_so(manifest: Manifest) -> None:
    meaning = meant(manifest, ("wins", "closed"), "Weekly Forecast")
    assert meaning.metrics == ("won", "closed")
    assert meaning.notes == ('"wins" for "Weekly Forecast" is won.',)


def test_an_undecided_use_gives_every_position_and_never_picks(manifest: Manifest) -> None:
    meaning = meant(manifest, ("wins",), "board deck")
    assert meaning.metrics == ("won", "win_rate")
    assert meaning.unresolved
    assert "Sales says won, Finance says win_rate; CRO decides by 2026-12-05." in meaning.notes[0]


def test_a_contested_word_alone_asks_for_its_use(manifest: Manifest) -> None:
    with pytest.raises(MetricopsError, match='"wins" is contested') as refused:
        meant(manifest, ("wins",), None)
    assert '--use "weekly forecast" means won' in str(refused.value)
    with pytest.raises(MetricopsError, match=r'no use "weekly forcast" \(did you mean "weekly forecast"'):
        meant(manifest, ("wins",), "weekly forcast")


def test_names_that_are_not_contested_pass(manifest: Manifest) -> None:
    assert meant(manifest, ("win_rate", "nonsense"), None).metrics == ("win_rate", "nonsense")


def test_a_use_without_a_contested_word_is_refused(manifest: Manifest) -> None:
    with pytest.raises(MetricopsError, match='--use is for contested words; "win_rate" can mean one thing only'):
        meant(manifest, ("win_rate",), "weekly forecast")


def test_a_term_shows_versions_uses_and_what_is_undecided(manifest: Manifest) -> None:
    text = term_text(manifest.definitions["wins"])
    for line in (
        "won: Sales, for weekly forecast (CRM view)",
        '--use "weekly forecast" means won',
        "undecided: Which one goes in the board deck? CRO decides by 2026-12-05.",
        "  cost: Nine days.",
    ):
        assert line in text.splitlines()
