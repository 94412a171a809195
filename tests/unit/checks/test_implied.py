"""Checks that the tier map and a declared refresh imply."""

from metricops.checks import faults, freshness_check, tier_map_checks
from metricops.evaluate.values import Status
from metricops.manifest import Relation, TierMap
from metricops.source import Span
from tests.made_checks import PLACE, results_on, table_of

PLACES = (("amount", Span("checks/crm.yml", 30, 36, 3, 9)),)


def test_every_column_of_the_tier_map_must_be_filled_in_its_tier() -> None:
    tiers = TierMap(
        "crm.deals",
        Relation("deals"),
        ((1, ("stage", "amount")), (2, ("competitor",))),
        PLACE,
        ("id",),
        "RevOps",
        PLACES,
    )
    checks = list(tier_map_checks(tiers))
    assert [(check.name, check.tier, check.owner, check.keys) for check in checks] == [
        ("crm.deals.stage.not_null", 1, "RevOps", ("id",)),
        ("crm.deals.amount.not_null", 1, "RevOps", ("id",)),
        ("crm.deals.competitor.not_null", 2, "RevOps", ("id",)),
    ]
    assert checks[1].span == PLACES[0][1]
    assert checks[0].span == PLACE
    assert all(not faults(check) for check in checks)
    with table_of(
        {"id": "INTEGER", "stage": "VARCHAR", "amount": "INTEGER", "competitor": "VARCHAR"},
        [(1, "New", None, None), (2, "Won", 5, None)],
        name="deals",
    ) as connection:
        assert [result.violations for result in results_on(connection, checks)] == [0, 1, 2]


def test_a_declared_refresh_is_a_check() -> None:
    check = freshness_check("deals", Relation("deals"), "_loaded_at", "daily by 06:00", PLACE)
    assert (check.name, check.tier, faults(check)) == ("deals.fresh", 2, ())
    with table_of({"_loaded_at": "DATE"}, [("2026-11-12",)], name="deals") as connection:
        (result,) = results_on(connection, [check])
    assert result.status is Status.BREACH
