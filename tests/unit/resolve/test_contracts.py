"""Contracts: written, inherited, in a side file; units and uses."""

from decimal import Decimal

from resolving import ORDERS, manifest_of, resolved

from metricops.manifest import ConfidenceLevel, Contract, Manifest, Required
from metricops.periods import Grain, Window, WindowKind

FULL = """
contracts:
  revenue:
    purpose: Tells us what came in.
    owner: Head of Sales
    steward: RevOps
    raci: {accountable: CRO, informed: [Finance, Board]}
    unit: usd
    excludes: none
    confidence: {level: medium, note: Refunds come late.}
    caveats: [{text: No refunds., kind: gap, since: 2026-01-01}, Rounded.]
    window: mtd
    tolerance: 2%
    thresholds: [{red: below $1k}]
"""
FACTS = (
    "config: {meta: {metricops: {source_of_truth: shop, refresh: daily by 06:00, final_after: 3 days, grain: order}}}"
)
WITH_FACTS = ORDERS.replace("    agg_time_dimension", f"    {FACTS}\n    agg_time_dimension")


def contract(manifest: Manifest, name: str = "revenue") -> Contract:
    found = manifest.metrics[name].contract
    assert found is not None
    return found


def test_every_field_arrives() -> None:
    found = contract(manifest_of(ORDERS, FULL))
    assert (found.owner, found.steward, found.excludes) == ("Head of Sales", "RevOps", ())
    assert found.raci == (("accountable", "CRO"), ("informed", "Finance"), ("informed", "Board"))
    assert found.confidence is not None
    assert found.confidence.level is ConfidenceLevel.MEDIUM
    assert [c.kind for c in found.caveats] == ["gap", ""]
    assert (found.window, found.tolerance) == (Window(1, Grain.MONTH, WindowKind.TO_DATE), Decimal("0.02"))
    assert found.place("steward").line == 6
    assert found.place("purpose") == found.span


def test_sources_are_inherited_from_the_model_unless_written() -> None:
    found = contract(manifest_of(WITH_FACTS, FULL))
    inherited = (found.source_of_truth, found.refresh, found.final_after, found.grain)
    assert inherited == ("shop", "daily by 06:00", "3 days", "order")
    written = FULL.replace("    unit: usd", "    unit: usd\n    source_of_truth: billing")
    assert contract(manifest_of(WITH_FACTS, written)).source_of_truth == "billing"


def test_a_ratio_inherits_every_source_and_the_longest_wait() -> None:
    targets = """
  - name: fct_targets
    semantic_model: true
    agg_time_dimension: set_on
    config: {meta: {metricops: {source_of_truth: planning, final_after: 1 week}}}
    columns:
      - {name: target_id, entity: {type: primary, name: target}}
      - {name: set_on, granularity: day, dimension: time}
    metrics:
      - {name: target, agg: sum, expr: amount}
metrics:
  - {name: attainment, type: ratio, numerator: revenue, denominator: target}
contracts:
  attainment: {owner: CRO}
"""
    found = contract(manifest_of(WITH_FACTS + targets), "attainment")
    assert (found.source_of_truth, found.final_after, found.refresh) == ("shop, planning", "1 week", "daily by 06:00")


def test_a_full_contract_makes_its_thresholds_tier_1() -> None:
    assert contract(manifest_of(ORDERS, FULL)).thresholds[0].tier == 1
    assert contract(manifest_of(ORDERS, FULL.replace("    unit: usd\n", ""))).thresholds[0].tier == 2
    assert contract(manifest_of(ORDERS, FULL.replace("below $1k", "below $1k, tier: 3"))).thresholds[0].tier == 3


def test_a_side_file_adds_fields_and_must_not_repeat_any() -> None:
    inline = ORDERS.replace("expr: amount}", "expr: amount, config: {meta: {metricops: {owner: CFO, okr: Grow}}}}", 1)
    side = "contracts: {revenue: {steward: RevOps}}"
    found = contract(manifest_of(inline, side))
    assert (found.owner, found.okr, found.steward) == ("CFO", "Grow", "RevOps")
    manifest, faults = resolved(inline, FULL)
    assert [(f.code, f.message) for f in faults] == [("R006", '"owner" of "revenue" is written in two places')]
    assert contract(manifest).owner == "CFO"


def test_what_a_decision_requires_holds_for_its_inputs() -> None:
    decisions = """
decisions:
  - {name: one, inputs: [revenue], requires: directional}
  - {name: two, inputs: [revenue], requires: board-grade}
  - {name: three, inputs: [revenue], requires: decision-grade}
"""
    assert contract(manifest_of(ORDERS, FULL, decisions)).required is Required.BOARD_GRADE
    assert contract(manifest_of(ORDERS, FULL)).required is None


def test_units_follow_from_what_a_metric_is_made_of() -> None:
    more = """
metrics:
  - {name: running, type: cumulative, input_metric: revenue, window: 7 days}
  - {name: aov, type: ratio, numerator: revenue, denominator: orders}
  - {name: share, type: ratio, numerator: revenue, denominator: revenue}
"""
    units = {n: m.unit for n, m in manifest_of(ORDERS, FULL + "  orders: {unit: orders}\n", more).metrics.items()}
    assert units == {"revenue": "usd", "orders": "orders", "running": "usd", "aov": "usd", "share": ""}
