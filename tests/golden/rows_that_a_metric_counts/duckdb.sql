/* revenue (tests/golden/models.yml:16) */
WITH sessions__by__customer__rows AS (
  SELECT
    customer_id AS customer
  FROM main.fct_sessions AS sessions
  WHERE
    NOT session_id IS NULL
)
SELECT
  customer.segment AS customer__segment,
  SUM(orders.amount) AS revenue
FROM main.fct_orders AS orders
LEFT JOIN main.dim_customers AS customer
  ON orders.customer_id = customer.customer_id
WHERE
  orders.customer_id IN (
    SELECT
      customer
    FROM sessions__by__customer__rows
  )
GROUP BY
  1
