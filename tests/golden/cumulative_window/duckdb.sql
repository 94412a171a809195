/* revenue_7d (tests/golden/models.yml:81) */
WITH orders_by_day AS (
  SELECT
    DATE_TRUNC('DAY', ordered_at) AS row_time,
    SUM(amount) AS revenue_7d
  FROM main.fct_orders AS orders
  GROUP BY
    1
)
SELECT
  DATE_TRUNC('DAY', spine.spine_time) AS metric_time__day,
  SUM(orders_by_day.revenue_7d) AS revenue_7d
FROM (
  SELECT
    day AS spine_time
  FROM main.dim_date
) AS spine
JOIN orders_by_day
  ON orders_by_day.row_time > spine.spine_time - INTERVAL '7' DAY
  AND orders_by_day.row_time <= spine.spine_time
WHERE
  spine.spine_time >= CAST('2024-02-27' AS DATE)
  AND spine.spine_time < CAST('2024-03-07' AS DATE)
GROUP BY
  1
