/* revenue_mtd (tests/golden/models.yml:87) */
WITH orders__by_day AS (
  SELECT
    CAST(ordered_at AS DATE) AS __row_day,
    SUM(amount) AS revenue_mtd
  FROM main.fct_orders AS orders
  GROUP BY
    1
), orders__times AS (
  SELECT
    spine.__spine_time,
    DATE_TRUNC('WEEK', spine.__spine_time) AS metric_time__week,
    CAST(spine.__spine_time AS DATE) AS __day
  FROM (
    SELECT
      day AS __spine_time
    FROM main.dim_date
  ) AS spine
  WHERE
    spine.__spine_time >= CAST('2024-02-26' AS DATE)
    AND spine.__spine_time < CAST('2024-03-11' AS DATE)
), orders__grid AS (
  SELECT
    __day,
    DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), __day) AS __day_number,
    DATE_TRUNC('MONTH', __day) AS __month_start,
    MAX(__row_day) AS __row_day,
    MAX(revenue_mtd) AS revenue_mtd
  FROM (
    SELECT
      __row_day AS __day,
      __row_day,
      revenue_mtd
    FROM orders__by_day
    WHERE
      NOT __row_day IS NULL
    UNION ALL
    SELECT
      orders__times.__day,
      NULL AS __row_day,
      NULL AS revenue_mtd
    FROM orders__times
  ) AS days
  GROUP BY
    1
), orders__moving AS (
  SELECT
    __day,
    SUM(revenue_mtd) OVER month_to_date AS revenue_mtd,
    COUNT(__row_day) OVER month_to_date AS __days_of_month_to_date
  FROM orders__grid
  WINDOW month_to_date AS (
    PARTITION BY __month_start
    ORDER BY __day_number
    RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  )
), orders__at_day AS (
  SELECT
    orders__times.__spine_time,
    orders__times.metric_time__week,
    orders__moving.revenue_mtd
  FROM orders__times
  JOIN orders__moving
    ON orders__moving.__day = orders__times.__day
  WHERE
    orders__moving.__days_of_month_to_date > 0
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
