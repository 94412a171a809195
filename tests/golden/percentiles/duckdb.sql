/* median_order (tests/golden/models.yml:20); p90_order (tests/golden/models.yml:21) */
SELECT
  status AS sale__status,
  QUANTILE_CONT(CAST(amount AS DOUBLE), 0.5) AS median_order,
  QUANTILE_DISC(amount, 0.9) AS p90_order
FROM main.fct_orders AS orders
GROUP BY
  1
