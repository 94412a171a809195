/* revenue_per_session (tests/golden/models.yml:84); order_count (tests/golden/models.yml:17) */
WITH orders AS (
  SELECT
    customer_id AS customer,
    SUM(amount) AS revenue,
    COUNT(order_id) AS order_count
  FROM main.fct_orders AS orders
  GROUP BY
    1
), sessions AS (
  SELECT
    customer_id AS customer,
    COUNT(session_id) AS sessions
  FROM main.fct_sessions AS sessions
  GROUP BY
    1
), combined AS (
  SELECT
    customer,
    MAX(revenue) AS revenue,
    MAX(order_count) AS order_count,
    MAX(sessions) AS sessions
  FROM (
    SELECT
      customer,
      revenue,
      order_count,
      NULL AS sessions
    FROM orders
    UNION ALL
    SELECT
      customer,
      NULL AS revenue,
      NULL AS order_count,
      sessions
    FROM sessions
  ) AS parts
  GROUP BY
    1
)
SELECT
  customer,
  CAST(revenue AS DOUBLE) / NULLIF(sessions, 0) AS revenue_per_session,
  order_count
FROM combined
