/* done_share (tests/golden/models.yml:83) */
WITH orders AS (
  SELECT
    customer.segment AS customer__segment,
    CASE
      WHEN COUNT(CASE WHEN orders.status = 'done' THEN 1 END) > 0
      THEN COUNT(CASE WHEN orders.status = 'done' THEN orders.order_id END)
    END AS done_orders,
    COUNT(orders.order_id) AS order_count
  FROM main.fct_orders AS orders
  LEFT JOIN main.dim_customers AS customer
    ON orders.customer_id = customer.customer_id
  GROUP BY
    1
)
SELECT
  customer__segment,
  CAST(done_orders AS DOUBLE) / NULLIF(order_count, 0) AS done_share
FROM orders
