/* revenue_mtd (tests/golden/models.yml:87) */
WITH orders__by_day AS (
  SELECT
    DATE_TRUNC('DAY', ordered_at) AS __row_time,
    SUM(amount) AS revenue_mtd
  FROM main.fct_orders AS orders
  GROUP BY
    1
), orders__at_day AS (
  SELECT
    spine.__spine_time,
    DATE_TRUNC('WEEK', spine.__spine_time) AS metric_time__week,
    SUM(orders__by_day.revenue_mtd) AS revenue_mtd
  FROM (
    SELECT
      day AS __spine_time
    FROM main.dim_date
  ) AS spine
  JOIN orders__by_day
    ON orders__by_day.__row_time >= DATE_TRUNC('MONTH', spine.__spine_time)
    AND orders__by_day.__row_time <= spine.__spine_time
  WHERE
    spine.__spine_time >= CAST('2024-02-26' AS DATE)
    AND spine.__spine_time < CAST('2024-03-11' AS DATE)
  GROUP BY
    1,
    2
), orders__at_day__marked AS (
  SELECT
    __spine_time,
    MAX(__spine_time) OVER (PARTITION BY metric_time__week) AS __picked,
    metric_time__week,
    revenue_mtd
  FROM orders__at_day
)
SELECT
  metric_time__week,
  revenue_mtd
FROM orders__at_day__marked
WHERE
  __spine_time = __picked
