/* revenue_7d (tests/golden/models.yml:86) */
WITH orders__by_day AS (
  SELECT
    CAST(ordered_at AS DATE) AS __row_day,
    SUM(amount) AS revenue_7d
  FROM main.fct_orders AS orders
  GROUP BY
    1
), orders__times AS (
  SELECT
    spine.__spine_time,
    DATE_TRUNC('DAY', spine.__spine_time) AS metric_time__day,
    CAST(spine.__spine_time AS DATE) AS __day
  FROM (
    SELECT
      day AS __spine_time
    FROM main.dim_date
  ) AS spine
  WHERE
    spine.__spine_time >= CAST('2024-02-27' AS DATE)
    AND spine.__spine_time < CAST('2024-03-07' AS DATE)
), orders__grid AS (
  SELECT
    __day,
    DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), __day) AS __day_number,
    MAX(__row_day) AS __row_day,
    MAX(revenue_7d) AS revenue_7d
  FROM (
    SELECT
      __row_day AS __day,
      __row_day,
      revenue_7d
    FROM orders__by_day
    WHERE
      NOT __row_day IS NULL
    UNION ALL
    SELECT
      orders__times.__day,
      NULL AS __row_day,
      NULL AS revenue_7d
    FROM orders__times
  ) AS days
  GROUP BY
    1
), orders__moving AS (
  SELECT
    __day,
    SUM(revenue_7d) OVER last_7_days AS revenue_7d,
    COUNT(__row_day) OVER last_7_days AS __days_of_last_7_days
  FROM orders__grid
  WINDOW last_7_days AS (ORDER BY __day_number RANGE BETWEEN 6 PRECEDING AND CURRENT ROW)
)
SELECT
  orders__times.metric_time__day,
  orders__moving.revenue_7d
FROM orders__times
JOIN orders__moving
  ON orders__moving.__day = orders__times.__day
WHERE
  orders__moving.__days_of_last_7_days > 0
