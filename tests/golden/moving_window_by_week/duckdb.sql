/* revenue (tests/golden/models.yml:16); done_share (tests/golden/models.yml:83); buyers (tests/golden/models.yml:22) */
WITH orders__by_day AS (
  SELECT
    DATE_TRUNC('DAY', ordered_at) AS __row_time,
    SUM(amount) AS revenue,
    COUNT(order_id) AS order_count,
    COUNT(1) AS order_count__rows
  FROM main.fct_orders AS orders
  GROUP BY
    1
), orders AS (
  SELECT
    DATE_TRUNC('WEEK', spine.__spine_time) AS metric_time__week,
    SUM(orders__by_day.revenue) AS revenue,
    CASE
      WHEN SUM(orders__by_day.order_count__rows) > 0
      THEN CAST(SUM(orders__by_day.order_count) AS BIGINT)
    END AS order_count
  FROM (
    SELECT
      MAX(day) AS __spine_time
    FROM main.dim_date
    GROUP BY
      DATE_TRUNC('WEEK', day)
  ) AS spine
  JOIN orders__by_day
    ON orders__by_day.__row_time >= DATE_TRUNC('WEEK', spine.__spine_time + INTERVAL '1' DAY) - INTERVAL '2' WEEK
    AND orders__by_day.__row_time < DATE_TRUNC('WEEK', spine.__spine_time + INTERVAL '1' DAY)
  WHERE
    spine.__spine_time >= CAST('2024-02-26' AS DATE)
    AND spine.__spine_time < CAST('2024-03-25' AS DATE)
  GROUP BY
    1
), orders_2__by_day AS (
  SELECT
    DATE_TRUNC('DAY', ordered_at) AS __row_time,
    COUNT(order_id) AS done_orders,
    COUNT(1) AS done_orders__rows
  FROM main.fct_orders AS orders
  WHERE
    status = 'done'
  GROUP BY
    1
), orders_2 AS (
  SELECT
    DATE_TRUNC('WEEK', spine.__spine_time) AS metric_time__week,
    CASE
      WHEN SUM(orders_2__by_day.done_orders__rows) > 0
      THEN CAST(SUM(orders_2__by_day.done_orders) AS BIGINT)
    END AS done_orders
  FROM (
    SELECT
      MAX(day) AS __spine_time
    FROM main.dim_date
    GROUP BY
      DATE_TRUNC('WEEK', day)
  ) AS spine
  JOIN orders_2__by_day
    ON orders_2__by_day.__row_time >= DATE_TRUNC('WEEK', spine.__spine_time + INTERVAL '1' DAY) - INTERVAL '2' WEEK
    AND orders_2__by_day.__row_time < DATE_TRUNC('WEEK', spine.__spine_time + INTERVAL '1' DAY)
  WHERE
    spine.__spine_time >= CAST('2024-02-26' AS DATE)
    AND spine.__spine_time < CAST('2024-03-25' AS DATE)
  GROUP BY
    1
), orders_3__rows AS (
  SELECT
    DATE_TRUNC('DAY', ordered_at) AS __row_time,
    customer_id AS buyers,
    1 AS buyers__met
  FROM main.fct_orders AS orders
), orders_3 AS (
  SELECT
    DATE_TRUNC('WEEK', spine.__spine_time) AS metric_time__week,
    CASE WHEN COUNT(buyers__met) > 0 THEN COUNT(DISTINCT buyers) END AS buyers
  FROM (
    SELECT
      MAX(day) AS __spine_time
    FROM main.dim_date
    GROUP BY
      DATE_TRUNC('WEEK', day)
  ) AS spine
  JOIN orders_3__rows
    ON orders_3__rows.__row_time >= DATE_TRUNC('WEEK', spine.__spine_time + INTERVAL '1' DAY) - INTERVAL '2' WEEK
    AND orders_3__rows.__row_time < DATE_TRUNC('WEEK', spine.__spine_time + INTERVAL '1' DAY)
  WHERE
    spine.__spine_time >= CAST('2024-02-26' AS DATE)
    AND spine.__spine_time < CAST('2024-03-25' AS DATE)
  GROUP BY
    1
), combined AS (
  SELECT
    metric_time__week,
    MAX(revenue) AS revenue,
    MAX(order_count) AS order_count,
    MAX(done_orders) AS done_orders,
    MAX(buyers) AS buyers
  FROM (
    SELECT
      metric_time__week,
      revenue,
      order_count,
      NULL AS done_orders,
      NULL AS buyers
    FROM orders
    UNION ALL
    SELECT
      metric_time__week,
      NULL AS revenue,
      NULL AS order_count,
      done_orders,
      NULL AS buyers
    FROM orders_2
    UNION ALL
    SELECT
      metric_time__week,
      NULL AS revenue,
      NULL AS order_count,
      NULL AS done_orders,
      buyers
    FROM orders_3
  ) AS parts
  GROUP BY
    1
)
SELECT
  metric_time__week,
  revenue,
  CAST(done_orders AS DOUBLE) / NULLIF(order_count, 0) AS done_share,
  buyers
FROM combined
