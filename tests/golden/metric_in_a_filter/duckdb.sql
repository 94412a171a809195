/* revenue (tests/golden/models.yml:16) */
WITH order_count__by__customer AS (
  SELECT
    customer_id AS customer,
    COUNT(order_id) AS order_count
  FROM main.fct_orders AS orders
  GROUP BY
    1
)
SELECT
  SUM(orders.amount) AS revenue
FROM main.fct_orders AS orders
LEFT JOIN order_count__by__customer
  ON orders.customer_id = order_count__by__customer.customer
WHERE
  order_count__by__customer.order_count > 1
