/* revenue (tests/golden/models.yml:16) */
SELECT
  status AS sale__status,
  SUM(amount) AS revenue
FROM main.fct_orders AS orders
GROUP BY
  1
LIMIT 0
