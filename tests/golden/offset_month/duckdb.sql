/* revenue_growth (tests/golden/models.yml:88) */
WITH orders__by_day AS (
  SELECT
    CAST(ordered_at AS DATE) AS __day,
    SUM(amount) AS revenue
  FROM main.fct_orders AS orders
  WHERE
    ordered_at >= CAST('2024-02-01' AS DATE)
    AND ordered_at < CAST('2024-05-01' AS DATE)
  GROUP BY
    1
), orders AS (
  SELECT
    DATE_TRUNC('MONTH', __day) AS metric_time__month,
    SUM(revenue) AS revenue
  FROM orders__by_day
  GROUP BY
    1
), orders_2__by_month AS (
  SELECT
    DATE_TRUNC('MONTH', ordered_at) AS __row_time,
    SUM(amount) AS before
  FROM main.fct_orders AS orders
  GROUP BY
    1
), orders_2 AS (
  SELECT
    DATE_TRUNC('MONTH', spine.__spine_time) AS metric_time__month,
    SUM(orders_2__by_month.before) AS before
  FROM (
    SELECT DISTINCT
      DATE_TRUNC('MONTH', day) AS __spine_time
    FROM main.dim_date
  ) AS spine
  JOIN orders_2__by_month
    ON orders_2__by_month.__row_time = spine.__spine_time - INTERVAL '1' MONTH
  WHERE
    spine.__spine_time >= CAST('2024-02-01' AS DATE)
    AND spine.__spine_time < CAST('2024-05-01' AS DATE)
  GROUP BY
    1
), combined AS (
  SELECT
    metric_time__month,
    MAX(revenue) AS revenue,
    MAX(before) AS before
  FROM (
    SELECT
      metric_time__month,
      revenue,
      NULL AS before
    FROM orders
    UNION ALL
    SELECT
      metric_time__month,
      NULL AS revenue,
      before
    FROM orders_2
  ) AS parts
  GROUP BY
    1
)
SELECT
  metric_time__month,
  revenue - before AS revenue_growth
FROM combined
