/* orders_every_day (tests/golden/models.yml:24) */
WITH orders__by_day AS (
  SELECT
    CAST(ordered_at AS DATE) AS __day,
    COUNT(order_id) AS orders_every_day
  FROM main.fct_orders AS orders
  WHERE
    ordered_at >= CAST('2024-02-28' AS DATE)
    AND ordered_at < CAST('2024-03-06' AS DATE)
  GROUP BY
    1
), orders__found AS (
  SELECT
    DATE_TRUNC('DAY', __day) AS metric_time__day,
    CAST(SUM(orders_every_day) AS BIGINT) AS orders_every_day
  FROM orders__by_day
  GROUP BY
    1
), orders AS (
  SELECT
    times.metric_time__day,
    orders__found.orders_every_day
  FROM (
    SELECT DISTINCT
      DATE_TRUNC('DAY', spine.__spine_time) AS metric_time__day
    FROM (
      SELECT
        day AS __spine_time
      FROM main.dim_date
    ) AS spine
    WHERE
      spine.__spine_time >= CAST('2024-02-28' AS DATE)
      AND spine.__spine_time < CAST('2024-03-06' AS DATE)
  ) AS times
  LEFT JOIN orders__found
    ON times.metric_time__day = orders__found.metric_time__day
)
SELECT
  metric_time__day,
  COALESCE(orders_every_day, 0) AS orders_every_day
FROM orders
