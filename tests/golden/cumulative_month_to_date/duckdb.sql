/* revenue_mtd (tests/golden/models.yml:82) */
WITH orders_by_day AS (
  SELECT
    DATE_TRUNC('DAY', ordered_at) AS row_time,
    SUM(amount) AS revenue_mtd
  FROM main.fct_orders AS orders
  GROUP BY
    1
), orders_at_day AS (
  SELECT
    spine.spine_time,
    DATE_TRUNC('WEEK', spine.spine_time) AS metric_time__week,
    SUM(orders_by_day.revenue_mtd) AS revenue_mtd
  FROM (
    SELECT
      day AS spine_time
    FROM main.dim_date
  ) AS spine
  JOIN orders_by_day
    ON orders_by_day.row_time >= DATE_TRUNC('MONTH', spine.spine_time)
    AND orders_by_day.row_time <= spine.spine_time
  WHERE
    spine.spine_time >= CAST('2024-02-26' AS DATE)
    AND spine.spine_time < CAST('2024-03-11' AS DATE)
  GROUP BY
    1,
    2
), orders_at_day_marked AS (
  SELECT
    spine_time,
    MAX(spine_time) OVER (PARTITION BY metric_time__week) AS picked,
    metric_time__week,
    revenue_mtd
  FROM orders_at_day
)
SELECT
  metric_time__week,
  revenue_mtd
FROM orders_at_day_marked
WHERE
  spine_time = picked
