"""Checks: kinds, arguments, tables, tiers and keys."""

from decimal import Decimal

import pytest
from resolving import ORDERS, manifest_of, resolved

from metricops.manifest import Check, Relation

SOURCES = """
sources:
  - name: crm
    schema: raw_crm
    config: {loaded_at_field: _loaded_at}
    tables:
      - {name: deals, identifier: crm_deals}
      - {name: users, config: {loaded_at_field: synced_at}}
"""


def one(check: str, *more: str) -> Check:
    manifest = manifest_of(ORDERS, SOURCES, f"checks: [{check}]", *more, schema="main")
    return manifest.checks[0]


def test_a_plain_rule() -> None:
    check = one("{name: paid, tier: 1, on: fct_orders, where: amount > 0, expect: paid_at is not null, fix: Pay.}")
    assert (check.kind, check.tier, check.fix, check.keys) == ("expect", 1, "Pay.", ("order_id",))
    assert check.where is not None
    assert check.where.text == "amount > 0"
    expression = check.expression("expect")
    assert expression is not None
    assert expression.text == "paid_at is not null"


@pytest.mark.parametrize(
    ("on", "relation"),
    [
        ("fct_orders", Relation("fct_orders", "main")),
        ("crm.deals", Relation("crm_deals", "raw_crm")),
        ("CRM.users", Relation("users", "raw_crm")),
        ("stage.orders", Relation("orders", "stage")),
        ("lake.stage.orders", Relation("orders", "stage", "lake")),
        ("unheard_of", Relation("unheard_of", "main")),
        ("ref('fct_orders')", Relation("fct_orders", "main")),
        ("\"source('crm', 'deals')\"", Relation("crm_deals", "raw_crm")),
    ],
)
def test_tables(on: str, relation: Relation) -> None:
    assert one(f"{{on: {on}, require: amount}}").relation == relation


@pytest.mark.parametrize(
    ("check", "arguments"),
    [
        ("require: [amount, stage], when: is_open", {"columns": ("amount", "stage")}),
        (
            "accepted: stage, values: [1, '1', yes, 2.5, 0123, \"true\", true]",
            {"column": "stage", "values": (1, "1", "yes", Decimal("2.5"), "0123", "true", True)},
        ),
        ("unique: {columns: [a, b], ignore_row_if: never}", {"columns": ("a", "b"), "ignore_row_if": "never"}),
        ("accepted: [New, Won], column: stage", {"values": ("New", "Won"), "column": "stage"}),
        ("within: [0, 10.5], column: amount", {"min": 0, "max": Decimal("10.5"), "column": "amount"}),
        ("within: amount, min: 0, max: 10.5", {"column": "amount", "min": 0, "max": Decimal("10.5")}),
        ("exists: owner_id, in: crm.users, key: user_id", {"column": "owner_id", "in": "crm.users", "key": "user_id"}),
        ("fresh: 1 day", {"column": "_loaded_at", "within": "1 day"}),
        ("fresh: loaded, within: 2 days", {"column": "loaded", "within": "2 days"}),
        ("on_change: amount, requires: note, beyond: 25000", {"field": "amount", "requires": "note", "beyond": 25000}),
        (
            "expectation: expect_column_values_to_be_in_set, kwargs: {column: stage, value_set: [a], mostly: 0.9}",
            {"column": "stage", "value_set": ("a",)},
        ),
        ("expect_column_values_to_be_unique: {column: id}", {"column": "id"}),
    ],
)
def test_arguments(check: str, arguments: dict[str, object]) -> None:
    assert dict(one(f"{{on: crm.deals, {check}}}").arguments) == arguments


def test_what_every_kind_takes() -> None:
    check = one(
        "{on: crm.deals, exists: owner_id, in: crm.users, when: is_open, mostly: 95%, owner: CRO, keys: id, "
        "severity: critical, require_rows: true}"
    )
    assert check.where is not None
    assert check.reference("in") == Relation("users", "raw_crm")
    assert (check.mostly, check.owner, check.keys) == (Decimal("0.95"), "CRO", ("id",))
    assert (check.tier, check.require_rows) == (1, True)
    assert check.place("in").column > check.span.column


def test_unnamed_checks_are_named_after_what_they_ask() -> None:
    manifest = manifest_of(
        "checks: [{on: a.b, require: x}, {on: a.b, require: x}, {on: a.b, expect: x > 1}, {on: a.b, unique: [x, y]}]"
    )
    assert [c.name for c in manifest.checks] == ["a.b.x.require", "a.b.x.require_2", "a.b.expect", "a.b.unique"]


def test_a_faulty_check_is_left_out_and_named() -> None:
    manifest, faults = resolved("checks: [{name: good, on: a.b, require: x}, {name: bad, on: a.b, accepted: x}]")
    assert [c.name for c in manifest.checks] == ["good"]
    assert [f.code for f in faults] == ["Q106"]
    assert manifest.left_out == {"bad"}


def test_the_tier_map() -> None:
    manifest = manifest_of(SOURCES, "tiers: {crm.deals: {2: competitor, 1: [amount, stage]}}")
    (tier_map,) = manifest.tier_maps
    assert (tier_map.on, tier_map.relation) == ("crm.deals", Relation("crm_deals", "raw_crm"))
    assert tier_map.columns == ((1, ("amount", "stage")), (2, ("competitor",)))
