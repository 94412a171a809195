/* revenue (tests/golden/models.yml:16); order_count (tests/golden/models.yml:17); average_order (tests/golden/models.yml:19) */
SELECT
  SUM(amount) AS revenue,
  COUNT(order_id) AS order_count,
  AVG(amount) AS average_order
FROM main.fct_orders AS orders
