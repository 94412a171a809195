/* revenue (tests/golden/models.yml:16) */
SELECT
  SUM(amount) AS revenue
FROM main.fct_orders AS orders
WHERE
  ordered_at >= CAST('2024-03-01' AS DATE)
  AND ordered_at < CAST('2024-03-05' AS DATE)
