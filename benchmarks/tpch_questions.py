"""TPC-H's queries that map to metrics: how they are asked, the SQL by hand, and the answers that are published."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the SQL a person would write; `published` are the answers at scale factor 1, if there are any.

    The first `keys` columns name a row.
    """

    name: str
    title: str
    metrics: str
    by: tuple[str, ...]
    hand: str
    keys: int
    where: tuple[str, ...] = ()
    more: Mapping[str, Any] = field(default_factory=dict)
    published: tuple[Row, ...] = ()


NATION = "order__customer__nation__n_name"
REGION = "order__customer__nation__region__r_name"
SUPPLIERS = "supplier__nation__n_name"
ORDERED = "order__o_orderdate__day"
LINES = "FROM lineitem JOIN orders ON l_orderkey = o_orderkey JOIN customer ON o_custkey = c_custkey"
NATIONS = f"{LINES} JOIN nation ON c_nationkey = n_nationkey JOIN region ON n_regionkey = r_regionkey"
BOTH_NATIONS = (
    f"{LINES} JOIN nation AS n1 ON c_nationkey = n1.n_nationkey "
    "JOIN supplier ON l_suppkey = s_suppkey JOIN nation AS n2 ON s_nationkey = n2.n_nationkey"
)
REVENUE = "SUM(l_extendedprice * (1 - l_discount))"
SHIPPED = "CAST(DATE_TRUNC('month', l_shipdate) AS DATE)"
Q1 = "quantity base_price revenue charge average_quantity average_price average_discount line_count"

STANDARD = (
    Asked(
        "q1",
        "Q1, pricing summary",
        Q1,
        ("line__l_returnflag", "line__l_linestatus"),
        f"SELECT l_returnflag, l_linestatus, SUM(l_quantity), SUM(l_extendedprice), {REVENUE}, "
        "SUM(l_extendedprice * (1 - l_discount) * (1 + l_tax)), AVG(l_quantity), AVG(l_extendedprice), "
        "AVG(l_discount), COUNT(*) FROM lineitem WHERE l_shipdate <= DATE '1998-09-02' GROUP BY 1, 2 ORDER BY 1, 2",
        2,
        more={"time_constraint": (None, "1998-09-02")},
        published=(
            (
                *("A", "F"),
                *(Decimal("37734107"), Decimal("56586554400.73"), Decimal("53758257134.8700")),
                Decimal("55909065222.827692"),
                *(25.522005853257337, 38273.129734621674, 0.049985295838397614, 1478493),
            ),
            (
                *("N", "F"),
                *(Decimal("991417"), Decimal("1487504710.38"), Decimal("1413082168.0541")),
                Decimal("1469649223.194375"),
                *(25.516471920522985, 38284.4677608483, 0.0500934266742163, 38854),
            ),
            (
                *("N", "O"),
                *(Decimal("74476040"), Decimal("111701729697.74"), Decimal("106118230307.6056")),
                Decimal("110367043872.497010"),
                *(25.50222676958499, 38249.11798890827, 0.04999658605370408, 2920374),
            ),
            (
                *("R", "F"),
                *(Decimal("37719753"), Decimal("56568041380.90"), Decimal("53741292684.6040")),
                Decimal("55889619119.831932"),
                *(25.50579361269077, 38250.85462609966, 0.05000940583012706, 1478870),
            ),
        ),
    ),
    Asked(
        "q3",
        "Q3, shipping priority",
        "revenue",
        ("order", ORDERED, "order__o_shippriority"),
        f"SELECT l_orderkey, o_orderdate, o_shippriority, {REVENUE} AS revenue {LINES} "
        "WHERE c_mktsegment = 'BUILDING' AND o_orderdate < DATE '1995-03-15' AND l_shipdate > DATE '1995-03-15' "
        "GROUP BY 1, 2, 3 ORDER BY revenue DESC, o_orderdate LIMIT 10",
        3,
        where=(
            "order__customer__c_mktsegment = 'BUILDING'",
            f"{ORDERED} < '1995-03-15'",
            "line__l_shipdate__day > '1995-03-15'",
        ),
        more={"order_by": ["-revenue", ORDERED], "limit": 10},
        published=(
            (2456423, date(1995, 3, 5), 0, Decimal("406181.0111")),
            (3459808, date(1995, 3, 4), 0, Decimal("405838.6989")),
            (492164, date(1995, 2, 19), 0, Decimal("390324.0610")),
            (1188320, date(1995, 3, 9), 0, Decimal("384537.9359")),
            (2435712, date(1995, 2, 26), 0, Decimal("378673.0558")),
            (4878020, date(1995, 3, 12), 0, Decimal("378376.7952")),
            (5521732, date(1995, 3, 13), 0, Decimal("375153.9215")),
            (2628192, date(1995, 2, 22), 0, Decimal("373133.3094")),
            (993600, date(1995, 3, 5), 0, Decimal("371407.4595")),
            (2300070, date(1995, 3, 13), 0, Decimal("367371.1452")),
        ),
    ),
    Asked(
        "q4",
        "Q4, order priority checking",
        "order_count",
        ("order__o_orderpriority",),
        "SELECT o_orderpriority, COUNT(*) FROM orders WHERE o_orderdate >= DATE '1993-07-01' "
        "AND o_orderdate < DATE '1993-10-01' AND EXISTS (SELECT * FROM lineitem WHERE l_orderkey = o_orderkey "
        "AND l_commitdate < l_receiptdate) GROUP BY 1 ORDER BY 1",
        1,
        where=("{{ Metric('late_lines', group_by=['order']) }} > 0",),
        more={"time_constraint": ("1993-07-01", "1993-09-30")},
        published=(
            ("1-URGENT", 10594),
            ("2-HIGH", 10476),
            ("3-MEDIUM", 10410),
            ("4-NOT SPECIFIED", 10556),
            ("5-LOW", 10487),
        ),
    ),
    Asked(
        "q5",
        "Q5, local supplier volume",
        "revenue",
        (NATION,),
        f"SELECT n_name, {REVENUE} AS revenue FROM customer, orders, lineitem, supplier, nation, region "
        "WHERE c_custkey = o_custkey AND l_orderkey = o_orderkey AND l_suppkey = s_suppkey "
        "AND c_nationkey = s_nationkey AND s_nationkey = n_nationkey AND n_regionkey = r_regionkey "
        "AND r_name = 'ASIA' AND o_orderdate >= DATE '1994-01-01' AND o_orderdate < DATE '1995-01-01' "
        "GROUP BY 1 ORDER BY 1",
        1,
        where=(f"{NATION} = {SUPPLIERS}", f"{REGION} = 'ASIA'", f"{ORDERED} BETWEEN '1994-01-01' AND '1994-12-31'"),
        published=(
            ("INDONESIA", Decimal("55502041.1697")),
            ("VIETNAM", Decimal("55295086.9967")),
            ("CHINA", Decimal("53724494.2566")),
            ("INDIA", Decimal("52035512.0002")),
            ("JAPAN", Decimal("45410175.6954")),
        ),
    ),
    Asked(
        "q6",
        "Q6, forecasting revenue change",
        "discount_given",
        (),
        "SELECT SUM(l_extendedprice * l_discount) FROM lineitem WHERE l_shipdate >= DATE '1994-01-01' "
        "AND l_shipdate < DATE '1995-01-01' AND l_discount BETWEEN 0.05 AND 0.07 AND l_quantity < 24",
        0,
        where=("line__l_discount BETWEEN 0.05 AND 0.07", "line__l_quantity < 24"),
        more={"time_constraint": ("1994-01-01", "1994-12-31")},
        published=((Decimal("123141078.2283"),),),
    ),
    Asked(
        "q7",
        "Q7, volume shipping",
        "revenue",
        (SUPPLIERS, NATION, "metric_time__extract_year"),
        f"SELECT n2.n_name, n1.n_name, EXTRACT(YEAR FROM l_shipdate), {REVENUE} {BOTH_NATIONS} "
        "WHERE l_shipdate BETWEEN DATE '1995-01-01' AND DATE '1996-12-31' "
        "AND (n2.n_name = 'FRANCE' AND n1.n_name = 'GERMANY' OR n2.n_name = 'GERMANY' AND n1.n_name = 'FRANCE') "
        "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
        3,
        where=(
            f"({SUPPLIERS} = 'FRANCE' AND {NATION} = 'GERMANY') OR ({SUPPLIERS} = 'GERMANY' AND {NATION} = 'FRANCE')",
        ),
        more={"time_constraint": ("1995-01-01", "1996-12-31")},
        published=(
            ("FRANCE", "GERMANY", 1995, Decimal("54639732.7336")),
            ("FRANCE", "GERMANY", 1996, Decimal("54633083.3076")),
            ("GERMANY", "FRANCE", 1995, Decimal("52531746.6697")),
            ("GERMANY", "FRANCE", 1996, Decimal("52520549.0224")),
        ),
    ),
    Asked(
        "q8",
        "Q8, national market share",
        "brazil_share",
        ("order__o_orderdate__extract_year",),
        "SELECT EXTRACT(YEAR FROM o_orderdate), CAST(SUM(CASE WHEN n2.n_name = 'BRAZIL' "
        f"THEN l_extendedprice * (1 - l_discount) END) AS DOUBLE) / {REVENUE} {BOTH_NATIONS} "
        "JOIN region ON n1.n_regionkey = r_regionkey JOIN part ON l_partkey = p_partkey WHERE r_name = 'AMERICA' "
        "AND o_orderdate BETWEEN DATE '1995-01-01' AND DATE '1996-12-31' AND p_type = 'ECONOMY ANODIZED STEEL' "
        "GROUP BY 1 ORDER BY 1",
        1,
        where=(
            f"{REGION} = 'AMERICA'",
            f"{ORDERED} BETWEEN '1995-01-01' AND '1996-12-31'",
            "part__p_type = 'ECONOMY ANODIZED STEEL'",
        ),
        published=((1995, 0.0344358904066548), (1996, 0.04148552129353032)),
    ),
    Asked(
        "q10",
        "Q10, returned items, the first ten",
        "revenue",
        ("order__customer", "order__customer__c_name"),
        f"SELECT c_custkey, c_name, {REVENUE} AS revenue {LINES} WHERE o_orderdate >= DATE '1993-10-01' "
        "AND o_orderdate < DATE '1994-01-01' AND l_returnflag = 'R' GROUP BY 1, 2 ORDER BY revenue DESC LIMIT 10",
        2,
        where=("line__l_returnflag = 'R'", f"{ORDERED} BETWEEN '1993-10-01' AND '1993-12-31'"),
        more={"order_by": "-revenue", "limit": 10},
        published=(
            (57040, "Customer#000057040", Decimal("734235.2455")),
            (143347, "Customer#000143347", Decimal("721002.6948")),
            (60838, "Customer#000060838", Decimal("679127.3077")),
            (101998, "Customer#000101998", Decimal("637029.5667")),
            (125341, "Customer#000125341", Decimal("633508.0860")),
            (25501, "Customer#000025501", Decimal("620269.7849")),
            (115831, "Customer#000115831", Decimal("596423.8672")),
            (84223, "Customer#000084223", Decimal("594998.0239")),
            (54289, "Customer#000054289", Decimal("585603.3918")),
            (39922, "Customer#000039922", Decimal("584878.1134")),
        ),
    ),
    Asked(
        "q12",
        "Q12, shipping modes and order priority",
        "urgent_lines other_lines",
        ("line__l_shipmode",),
        "SELECT l_shipmode, SUM(CASE WHEN o_orderpriority IN ('1-URGENT', '2-HIGH') THEN 1 ELSE 0 END), "
        "SUM(CASE WHEN o_orderpriority NOT IN ('1-URGENT', '2-HIGH') THEN 1 ELSE 0 END) "
        "FROM lineitem JOIN orders ON l_orderkey = o_orderkey WHERE l_shipmode IN ('MAIL', 'SHIP') "
        "AND l_commitdate < l_receiptdate AND l_shipdate < l_commitdate AND l_receiptdate >= DATE '1994-01-01' "
        "AND l_receiptdate < DATE '1995-01-01' GROUP BY 1 ORDER BY 1",
        1,
        where=(
            "line__l_shipmode IN ('MAIL', 'SHIP')",
            "line__l_commitdate__day < line__l_receiptdate__day",
            "line__l_shipdate__day < line__l_commitdate__day",
            "line__l_receiptdate__day BETWEEN '1994-01-01' AND '1994-12-31'",
        ),
        published=(("MAIL", 6202, 9324), ("SHIP", 6200, 9262)),
    ),
    Asked(
        "q14",
        "Q14, promotion effect, as a share",
        "promo_share",
        (),
        "SELECT CAST(SUM(CASE WHEN p_type LIKE 'PROMO%' THEN l_extendedprice * (1 - l_discount) END) AS DOUBLE) "
        f"/ {REVENUE} FROM lineitem JOIN part ON l_partkey = p_partkey "
        "WHERE l_shipdate >= DATE '1995-09-01' AND l_shipdate < DATE '1995-10-01'",
        0,
        more={"time_constraint": ("1995-09-01", "1995-09-30")},
        published=((16.380778626395543 / 100,),),
    ),
    Asked(
        "q18",
        "Q18, large volume customers, the first ten",
        "quantity",
        ("order__customer__c_name", "order__customer", "order", ORDERED, "order__o_totalprice"),
        f"SELECT c_name, c_custkey, o_orderkey, o_orderdate, o_totalprice, SUM(l_quantity) {LINES} WHERE o_orderkey IN "
        "(SELECT l_orderkey FROM lineitem GROUP BY l_orderkey HAVING SUM(l_quantity) > 300) "
        "GROUP BY 1, 2, 3, 4, 5 ORDER BY o_totalprice DESC, o_orderdate LIMIT 10",
        5,
        where=("{{ Metric('quantity', group_by=['order']) }} > 300",),
        more={"order_by": ["-order__o_totalprice", ORDERED], "limit": 10},
        published=(
            ("Customer#000128120", 128120, 4722021, date(1994, 4, 7), Decimal("544089.09"), Decimal(323)),
            ("Customer#000144617", 144617, 3043270, date(1997, 2, 12), Decimal("530604.44"), Decimal(317)),
            ("Customer#000013940", 13940, 2232932, date(1997, 4, 13), Decimal("522720.61"), Decimal(304)),
            ("Customer#000066790", 66790, 2199712, date(1996, 9, 30), Decimal("515531.82"), Decimal(327)),
            ("Customer#000046435", 46435, 4745607, date(1997, 7, 3), Decimal("508047.99"), Decimal(309)),
            ("Customer#000015272", 15272, 3883783, date(1993, 7, 28), Decimal("500241.33"), Decimal(302)),
            ("Customer#000146608", 146608, 3342468, date(1994, 6, 12), Decimal("499794.58"), Decimal(303)),
            ("Customer#000096103", 96103, 5984582, date(1992, 3, 16), Decimal("494398.79"), Decimal(312)),
            ("Customer#000024341", 24341, 1474818, date(1992, 11, 15), Decimal("491348.26"), Decimal(302)),
            ("Customer#000137446", 137446, 5489475, date(1997, 5, 23), Decimal("487763.25"), Decimal(311)),
        ),
    ),
)
"""Queries of the standard whose answers are published: TPC-H specification, validation output at scale factor 1."""

FURTHER = (
    Asked(
        "month",
        "revenue and quantity by month",
        "revenue quantity",
        ("metric_time__month",),
        f"SELECT {SHIPPED}, {REVENUE}, SUM(l_quantity) FROM lineitem GROUP BY 1 ORDER BY 1",
        1,
    ),
    Asked(
        "segment",
        "revenue by month and market segment",
        "revenue",
        ("metric_time__month", "order__customer__c_mktsegment"),
        f"SELECT {SHIPPED}, c_mktsegment, {REVENUE} {LINES} GROUP BY 1, 2 ORDER BY 1, 2",
        2,
    ),
    Asked(
        "nation",
        "order count by month and nation",
        "order_count",
        ("metric_time__month", "customer__nation__n_name"),
        "SELECT CAST(DATE_TRUNC('month', o_orderdate) AS DATE), n_name, COUNT(*) FROM orders "
        "JOIN customer ON o_custkey = c_custkey JOIN nation ON c_nationkey = n_nationkey GROUP BY 1, 2 ORDER BY 1, 2",
        2,
    ),
    Asked(
        "region",
        "charge and quantity by region and segment, four hops",
        "charge quantity",
        (REGION, "order__customer__c_mktsegment"),
        f"SELECT r_name, c_mktsegment, SUM(l_extendedprice * (1 - l_discount) * (1 + l_tax)), SUM(l_quantity) "
        f"{NATIONS} GROUP BY 1, 2 ORDER BY 1, 2",
        2,
    ),
)
"""The same metrics split otherwise, against SQL by hand."""
