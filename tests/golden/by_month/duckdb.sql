/* revenue (tests/golden/models.yml:16) */
WITH orders__by_day AS (
  SELECT
    CAST(ordered_at AS DATE) AS __day,
    SUM(amount) AS revenue
  FROM main.fct_orders AS orders
  GROUP BY
    1
)
SELECT
  DATE_TRUNC('MONTH', __day) AS metric_time__month,
  SUM(revenue) AS revenue
FROM orders__by_day
GROUP BY
  1
