"""Partials are kept where they shrink rows, read where they answer exactly, and never change an answer."""

from pathlib import Path

import duckdb
import pytest

import metricops as mo
from metricops.api.keeping import keep_partials
from metricops.errors import EngineError
from metricops.partials.state import state_of
from tests.partials.kept_shop import MODELS, ROWS, SOME, agree, asked, change, kept, of_rows, shop

ADDITIVE = ["amount", "orders", "discounts", "fewest_items", "last_order", "large", "paid", "paid_share", "per_order"]
GROUPED = """
SELECT count(*)
FROM (SELECT DISTINCT ordered_at::DATE, segment, status FROM orders LEFT JOIN customers USING (customer_id))
"""
GROUPS = (
    [],
    ["metric_time__month"],
    ["metric_time__week", "customer__segment"],
    ["metric_time__extract_dow"],
    ["customer__segment"],
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = shop(tmp_path_factory.mktemp("kept") / "shop")
    kept(found)
    return found


def test_what_is_kept_is_told_with_what_is_not(tmp_path: Path) -> None:
    outcomes = kept(shop(tmp_path / "shop"))
    (orders,) = outcomes.values()
    assert orders.kept is not None
    with duckdb.connect(str(tmp_path / "shop" / "shop.duckdb"), read_only=True) as connection:
        ((groups,),) = connection.execute(GROUPED).fetchall()
    assert (orders.kept.rows, orders.kept.groups) == (70_000, groups)
    assert orders.by == ("customer__segment", "order__status")
    assert dict(orders.without) == {
        "count_distinct needs the rows": ("buyers",),
        "median needs the rows": ("median_amount",),
        "sums of DOUBLE are rounded: cast it to DECIMAL, or use --rounded": ("sum of score",),
    }


@pytest.mark.parametrize("by", GROUPS, ids=str)
def test_answers_from_partials_are_those_of_rows(root: Path, by: list[str]) -> None:
    timed = any("metric_time" in name for name in by)
    ways = [{"by": by}, {"by": by, "time_constraint": ("2024-02-10", "2024-05-20")}]
    ways += [] if timed else [{"by": by, "window": "8w", "as_of": "2024-06-30"}]
    ways += [{"by": by, "where": ["order__status = 'paid'"]}, {"by": by, "where": ["customer__segment = 'nobody'"]}]
    assert all(agree(root, [(ADDITIVE, way) for way in ways]))
    assert all(agree(root, [([name], ways[0]) for name in ("paid", "discounts", "large")]))


def test_moving_windows_offsets_and_averages_of_whole_numbers_are_read_from_partials(root: Path) -> None:
    by = {"by": ["metric_time__month", "customer__segment"]}
    assert all(agree(root, [(["running"], by), (["growth"], by), (["average_items"], by), (["average_items"], {})]))
    moving = {"by": ["metric_time__week"], "window": "28d"}
    assert all(agree(root, [(["average_amount"], moving), (["average_items"], moving), (["paid_share"], moving)]))


@pytest.mark.parametrize(
    ("metrics", "how"),
    [
        (["buyers"], {}),
        (["median_amount"], {"by": ["metric_time__month"]}),
        (["score"], {}),
        (["average_amount"], {}),
        (["amount"], {"by": ["metric_time__hour"]}),
        (["amount"], {"by": ["customer__name"]}),
        (["amount"], {"where": ["customer__name = 'c1'"]}),
        (["amount"], {"time_constraint": ("2024-02-10 12:00", "2024-02-11 12:00"), "by": ["metric_time__hour"]}),
        (["amount"], {"by": ["metric_time__day"], "time_zone": "America/New_York"}),
    ],
    ids=str,
)
def test_what_they_cannot_answer_exactly_is_read_from_rows(
    root: Path, metrics: list[str], how: dict[str, object]
) -> None:
    assert agree(root, [(metrics, how)]) == [False]


def test_rounded_sums_are_kept_when_asked_for(tmp_path: Path) -> None:
    root = shop(tmp_path / "shop")
    (orders,) = kept(root, rounded=True).values()
    assert "sum of score" not in str(orders.without)
    with mo.open(root) as project, of_rows(root) as rows:
        ((answer, read),), ((wanted, _),) = asked(project, [(["score"], {})]), asked(rows, [(["score"], {})])
    assert read
    assert answer[1][0][0] == pytest.approx(wanted[1][0][0])


def test_the_comment_on_top_tells_of_partials(root: Path) -> None:
    with mo.open(root) as project, of_rows(root) as rows:
        first = project.sql(["amount"]).splitlines()[0]
        assert first == "/* amount (semantic/shop.yml:29); orders: partials by day, 24 rows in one */"
        assert "partials" not in rows.sql(["amount"])
        assert "metricops_partials" not in project.sql(["amount"], dialect="snowflake")
        assert "metricops_partials" in project.sql(["amount"], dialect="duckdb")


def test_few_rows_are_not_worth_partials(tmp_path: Path) -> None:
    (orders,) = kept(
        shop(tmp_path / "shop", rows=ROWS.replace("range * 400) AS ordered_at", "range * 86400) AS ordered_at"))
    ).values()
    assert orders.kept is None
    assert orders.done.startswith("70,000 rows make ")
    assert orders.done.endswith(" in one; 20 are needed")


@pytest.mark.parametrize(
    ("change_to", "why"),
    [
        (("DROP TABLE orders",), 'table "orders" does not exist; `metricops build` makes the tables of models'),
        (
            ("ALTER TABLE orders RENAME TO raw_orders", "CREATE VIEW orders AS SELECT * FROM raw_orders"),
            '"orders" is a view: what it reads may change unseen; it must be a table',
        ),
        (("DELETE FROM orders",), 'table "orders" is empty'),
        (("ALTER TABLE orders DROP COLUMN amount",), 'column "amount" does not exist'),
        (
            ("INSERT INTO customers SELECT * FROM customers",),
            "a joined table has a key twice, so that rows would count more than once",
        ),
    ],
    ids=["missing", "view", "empty", "column", "twice"],
)
def test_why_no_partials_are_kept(tmp_path: Path, change_to: tuple[str, ...], why: str) -> None:
    root = shop(tmp_path / "shop")
    change(root, *change_to)
    (orders,) = kept(root).values()
    assert (orders.kept, orders.done) == (None, why)


def test_expressions_that_read_the_clock_are_not_kept(tmp_path: Path) -> None:
    models = MODELS.replace("expr: amount > 50", "expr: ordered_at < current_timestamp")
    root = shop(tmp_path / "shop", models)
    (orders,) = kept(root).values()
    assert ("its expression may say otherwise tomorrow", ("large",)) in orders.without
    assert agree(root, [(["large"], {}), (["amount"], {})]) == [False, True]


def test_a_rule_that_is_redefined_is_read_from_rows(tmp_path: Path) -> None:
    root = shop(tmp_path / "shop")
    kept(root)
    assert all(agree(root))
    (root / "semantic" / "shop.yml").write_text(
        MODELS.replace("{name: amount, agg: sum}", "{name: amount, agg: sum, expr: amount * 2}")
    )
    assert agree(root, [(["amount"], {}), (["orders"], {})]) == [False, True]


def test_a_connection_of_the_users_own_reads_rows(root: Path) -> None:
    with duckdb.connect(str(root / "shop.duckdb"), read_only=True) as connection:
        project = mo.from_yaml([root / "semantic"], engine=mo.duckdb(connection))
        assert not any(read for _, read in asked(project))
        with pytest.raises(EngineError, match="no DuckDB file of its own"):
            keep_partials(project)


def test_torn_or_missing_files_are_as_good_as_none(tmp_path: Path) -> None:
    root = shop(tmp_path / "shop")
    kept(root)
    (file,) = (root / ".metricops").glob("partials-*.duckdb")
    whole = state_of(root).read_text()
    for text in ("", "{", "[]", '{"version": 1}', whole.replace('"kept"', '"keep"'), whole.replace(": 1,", ": 99,", 1)):
        state_of(root).write_text(text)
        assert not any(agree(root))
    state_of(root).write_text(whole)
    assert all(agree(root))
    file.write_bytes(file.read_bytes()[:5000])
    assert not any(agree(root))
    file.unlink()
    assert not any(agree(root))
    kept(root)
    assert all(agree(root, SOME))
