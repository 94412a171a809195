"""Checks count and list the same rows on every engine."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from metricops.checks import compile_checks, exception_query
from metricops.engines import OpenEngine
from metricops.evaluate.check_runs import run_checks
from metricops.evaluate.tiers import judge_checks
from metricops.manifest import Check, Waiver
from metricops.source import fragment
from tests.made_checks import AS_OF, PLACE, made_check, relation

DEALS, OPEN = "marts.deals", {"in": "marts.open_deals"}
COLUMNS = {relation(DEALS): ("deal_id", "segment", "amount", "closed", "seen")}

# (check, rows in scope, rows judged, ids of the rows that break it)
CASES: list[tuple[Check, int, int, list[int]]] = [
    (made_check("expect", DEALS, where="amount > 0.1", expect="segment = 'SMB' and amount < 1"), 2, 2, [1]),
    (made_check("expect", DEALS, expect="closed between month_start - 300 and as_of"), 3, 3, [3]),
    (made_check("expect", DEALS, expect="closed + 250 > date '2026-11-06'"), 3, 3, [1, 3]),
    (made_check("expect", DEALS, expect="date_diff('day', closed, today) > 258"), 3, 3, [2, 3]),
    (made_check("expect", DEALS, where="try_cast(segment as double) is null", expect="deal_id < 3"), 3, 3, [3]),
    (made_check("expect", DEALS, expect="try_cast(amount as double) > 0.15"), 3, 3, [2]),
    (made_check("not_null", DEALS, column="SEGMENT"), 3, 3, [2]),
    (made_check("accepted", DEALS, column="segment", values=("Enterprise",)), 3, 2, [1, 3]),
    (made_check("within", DEALS, column="closed", min="2026-03-02", max="2026-12-31"), 3, 2, [1]),
    (made_check("within", DEALS, column="amount", min=Decimal("0.1"), strict_min=True), 3, 3, [2]),
    (made_check("matches", DEALS, column="segment", regex="^[a-z]+$"), 3, 2, [1, 3]),
    (made_check("length_within", DEALS, column="amount", max=4), 3, 3, [1]),
    (made_check("unique", DEALS, columns=("segment",)), 3, 2, [1, 3]),
    (made_check("unique", DEALS, columns=("segment", "closed"), where="deal_id < 3"), 2, 2, []),
    (made_check("exists", DEALS, column="deal_id", arguments=OPEN), 3, 3, []),
    (made_check("exists", DEALS, column="amount", key="deal_id", arguments=OPEN), 3, 3, [1, 2, 3]),
    (made_check("pair_greater", DEALS, a="deal_id", b="amount"), 3, 3, [1]),
]
VALUES: list[tuple[Check, bool]] = [
    (made_check("row_count", DEALS, min=3, max=3), True),
    (made_check("column_sum", DEALS, column="amount", min=Decimal("12.6"), max=Decimal("12.6")), True),
    (made_check("column_mean", DEALS, column="amount", max=4), False),
    (made_check("column_max", DEALS, column="closed", max="2026-03-01"), False),
    (made_check("fresh", DEALS, column="seen", within="daily by 06:00"), False),
    (made_check("fresh", DEALS, column="closed", within="300 days"), True),
]


@pytest.mark.parametrize(("check", "rows", "eligible", "broken"), CASES)
def test_rows_are_counted_and_listed(
    engine: OpenEngine, check: Check, rows: int, eligible: int, broken: list[int]
) -> None:
    compiled = compile_checks([check], AS_OF, engine.dialect, COLUMNS)
    (result,) = judge_checks(compiled, run_checks(compiled, engine.run))
    assert (result.rows, result.eligible, result.violations, result.reason) == (rows, eligible, len(broken), "")
    query = exception_query(check, AS_OF, engine.dialect, ("deal_id",), columns=COLUMNS)
    assert query is not None
    assert [row[0] for row in engine.run(query).rows] == broken


def test_one_scan_counts_them_all(engine: OpenEngine) -> None:
    asked = [check for check, *_ in CASES if check.kind not in ("unique", "exists")]
    checks = [made_check("not_null", DEALS, name="all", tier=1, column="closed"), *asked]
    compiled = compile_checks(checks, AS_OF, engine.dialect, COLUMNS)
    assert len(compiled.queries) == 1
    (outcome,) = run_checks(compiled, engine.run)
    assert outcome.row is not None
    assert outcome.row[outcome.query.tier_1_rows or 0] == 1


@pytest.mark.parametrize(("check", "holds"), VALUES)
def test_values_are_judged(engine: OpenEngine, check: Check, holds: bool) -> None:
    compiled = compile_checks([check], AS_OF, engine.dialect, COLUMNS)
    (result,) = judge_checks(compiled, run_checks(compiled, engine.run))
    assert (result.eligible, result.violations) == (1, int(not holds)), result.reason


WAIVED: dict[str, Any] = {"check": "unique", "reason": "", "owner": "", "until": AS_OF, "span": PLACE}


@pytest.mark.parametrize(
    ("waiver", "labels"),
    [
        (Waiver(**WAIVED, keys=((("", "1"),),)), [1, None]),
        (Waiver(**WAIVED, keys=((("amount", "0.20"),), (("deal_id", "2"),))), [None, 1]),
        (Waiver(**WAIVED, where=fragment("closed < as_of - 30")), [1, None]),  # the other's is NULL
    ],
)
@pytest.mark.parametrize("alone", [True, False])
def test_waived_rows_are_counted_apart_and_listed(
    engine: OpenEngine, waiver: Waiver, labels: list[int | None], alone: bool
) -> None:
    refused = made_check("refused", DEALS, column="segment", values=("SMB",))
    broken = made_check("unique", DEALS, columns=("segment",)) if alone else refused
    check = replace(broken, waivers=(waiver,), keys=("deal_id",))
    compiled = compile_checks([check], AS_OF, engine.dialect, COLUMNS)
    (result,) = judge_checks(compiled, run_checks(compiled, engine.run))
    assert (result.violations, result.waived, result.reason) == (1, 1, "")
    query = exception_query(check, AS_OF, engine.dialect, ("deal_id",), columns=COLUMNS)
    assert query is not None
    assert [(row[0], row[-1]) for row in engine.run(query).rows] == list(zip([1, 3], labels, strict=True))
