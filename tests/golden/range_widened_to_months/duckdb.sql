/* revenue (tests/golden/models.yml:16) */
SELECT
  DATE_TRUNC('MONTH', ordered_at) AS metric_time__month,
  SUM(amount) AS revenue
FROM main.fct_orders AS orders
WHERE
  ordered_at >= CAST('2024-02-01' AS DATE)
  AND ordered_at < CAST('2024-04-01' AS DATE)
GROUP BY
  1
