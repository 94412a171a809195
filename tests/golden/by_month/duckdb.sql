/* revenue (tests/golden/models.yml:16) */
SELECT
  DATE_TRUNC('MONTH', ordered_at) AS metric_time__month,
  SUM(amount) AS revenue
FROM main.fct_orders AS orders
GROUP BY
  1
