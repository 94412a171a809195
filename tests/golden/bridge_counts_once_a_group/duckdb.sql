/* revenue (tests/golden/models.yml:16); order_count (tests/golden/models.yml:17) */
WITH orders__rows AS (
  SELECT
    orders.__row_id,
    customer.tag_id AS customer__tag,
    MAX(orders.amount) AS revenue,
    MAX(orders.order_id) AS order_count,
    MAX(1) AS order_count__met
  FROM (
    SELECT
      *,
      ROW_NUMBER() OVER () AS __row_id
    FROM main.fct_orders
  ) AS orders
  LEFT JOIN main.bridge_tags AS customer
    ON orders.customer_id = customer.customer_id
  GROUP BY
    1,
    2
)
SELECT
  customer__tag,
  SUM(revenue) AS revenue,
  CASE WHEN COUNT(order_count__met) > 0 THEN COUNT(order_count) END AS order_count
FROM orders__rows
GROUP BY
  1
