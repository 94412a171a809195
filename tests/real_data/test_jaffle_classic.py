"""The classic fan-out trap: orders have several payments, and no order may be counted once per payment."""

import csv
from collections import defaultdict

import pytest

import metricops as mo
from tests.real_data.loading import built_project
from tests.shared_material import shared

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> mo.Project:
    return built_project("jaffle_classic", tmp_path_factory.mktemp("real"))


def table(name: str) -> list[dict[str, str]]:
    with shared("data", "jaffle_classic", f"raw_{name}.csv").open() as file:
        return list(csv.DictReader(file))


def per_customer() -> tuple[dict[int, float], dict[int, int]]:
    """Revenue and orders of every customer who ordered, in plain Python."""
    customer_of = {order["id"]: int(order["user_id"]) for order in table("orders")}
    revenue: dict[int, float] = defaultdict(float)
    orders: dict[int, int] = defaultdict(int)
    for payment in table("payments"):
        revenue[customer_of[payment["order_id"]]] += int(payment["amount"]) / 100
    for order in table("orders"):
        orders[int(order["user_id"])] += 1
    return revenue, orders


def test_revenue_and_orders_by_customer_are_not_multiplied(project: mo.Project) -> None:
    revenue, orders = per_customer()
    assert len(table("payments")) > len(table("orders"))
    found = project.query(["revenue", "orders", "revenue_per_order"], group_by=["order__customer"])
    assert {row[0]: tuple(map(float, row[1:])) for row in found.rows} == {
        customer: pytest.approx((revenue[customer], n, revenue[customer] / n)) for customer, n in orders.items()
    }


def test_groups_add_up_to_the_total(project: mo.Project) -> None:
    revenue, orders = per_customer()
    ((total, count, buyers),) = project.query(["revenue", "orders", "buyers"]).rows
    assert float(total) == pytest.approx(sum(revenue.values()))
    assert (count, buyers) == (sum(orders.values()), len(orders))
    by_method = project.query(["revenue"], group_by=["payment__payment_method"]).rows
    assert sum(float(amount) for _, amount in by_method) == pytest.approx(float(total))


def test_orders_cannot_be_split_by_the_many_side(project: mo.Project) -> None:
    with pytest.raises(mo.QueryError):
        project.sql(["orders"], group_by=["payment__payment_method"])
    with pytest.raises(mo.QueryError):
        project.sql(["revenue", "orders"], group_by=["payment__payment_method"])


def test_revenue_by_status_of_the_order_keeps_every_payment(project: mo.Project) -> None:
    status_of = {order["id"]: order["status"] for order in table("orders")}
    expected: dict[str, float] = defaultdict(float)
    for payment in table("payments"):
        expected[status_of[payment["order_id"]]] += int(payment["amount"]) / 100
    found = project.query(["revenue"], group_by=["order__status"]).rows
    assert {status: float(amount) for status, amount in found} == pytest.approx(dict(expected))
