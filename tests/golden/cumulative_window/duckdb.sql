/* revenue_7d (tests/golden/models.yml:86) */
WITH orders__by_day AS (
  SELECT
    DATE_TRUNC('DAY', ordered_at) AS __row_time,
    SUM(amount) AS revenue_7d
  FROM main.fct_orders AS orders
  GROUP BY
    1
)
SELECT
  DATE_TRUNC('DAY', spine.__spine_time) AS metric_time__day,
  SUM(orders__by_day.revenue_7d) AS revenue_7d
FROM (
  SELECT
    day AS __spine_time
  FROM main.dim_date
) AS spine
JOIN orders__by_day
  ON orders__by_day.__row_time > spine.__spine_time - INTERVAL '7' DAY
  AND orders__by_day.__row_time <= spine.__spine_time
WHERE
  spine.__spine_time >= CAST('2024-02-27' AS DATE)
  AND spine.__spine_time < CAST('2024-03-07' AS DATE)
GROUP BY
  1
