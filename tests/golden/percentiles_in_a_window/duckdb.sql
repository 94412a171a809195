/* median_order (tests/golden/models.yml:20); p90_order (tests/golden/models.yml:21) */
WITH orders__rows AS (
  SELECT
    DATE_TRUNC('DAY', ordered_at) AS __row_time,
    amount AS median_order,
    amount AS p90_order
  FROM main.fct_orders AS orders
), orders__days AS (
  SELECT DISTINCT
    DATE_TRUNC('DAY', ordered_at) AS __row_time
  FROM main.fct_orders AS orders
)
SELECT
  DATE_TRUNC('MONTH', spine.__spine_time) AS metric_time__month,
  QUANTILE_CONT(CAST(median_order AS DOUBLE), 0.5) AS median_order,
  QUANTILE_DISC(p90_order, 0.9) AS p90_order
FROM (
  SELECT
    MAX(day) AS __spine_time
  FROM main.dim_date
  GROUP BY
    DATE_TRUNC('MONTH', day)
) AS spine
JOIN orders__days
  ON orders__days.__row_time >= DATE_TRUNC('MONTH', spine.__spine_time + INTERVAL '1' DAY) - INTERVAL '2' MONTH
  AND orders__days.__row_time < DATE_TRUNC('MONTH', spine.__spine_time + INTERVAL '1' DAY)
JOIN orders__rows
  ON orders__rows.__row_time = orders__days.__row_time
GROUP BY
  1
