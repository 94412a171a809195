/* session_conversion (tests/golden/models.yml:92) */
WITH sessions__events AS (
  SELECT
    customer_id AS __entity,
    started_at AS __event_time,
    device AS session__device
  FROM main.fct_sessions AS sessions
), sessions__conversions AS (
  SELECT
    ROW_NUMBER() OVER (ORDER BY ordered_at) AS __event,
    customer_id AS __entity,
    ordered_at AS __event_time,
    order_id AS session_conversion
  FROM main.fct_orders AS orders
), sessions__pairs AS (
  SELECT
    sessions__events.session__device,
    sessions__conversions.session_conversion,
    ROW_NUMBER() OVER (
      PARTITION BY sessions__conversions.__event
      ORDER BY sessions__events.__event_time DESC, sessions__events.session__device
    ) AS __nth
  FROM sessions__conversions
  JOIN sessions__events
    ON sessions__events.__entity = sessions__conversions.__entity
    AND CAST(sessions__events.__event_time AS DATE) <= CAST(sessions__conversions.__event_time AS DATE)
    AND CAST(sessions__events.__event_time AS DATE) > CAST(sessions__conversions.__event_time AS DATE) - INTERVAL '7' DAY
), sessions AS (
  SELECT
    session__device,
    COUNT(session_conversion) AS session_conversion
  FROM sessions__pairs
  WHERE
    __nth = 1
  GROUP BY
    1
), sessions_2 AS (
  SELECT
    device AS session__device,
    COUNT(session_id) AS sessions
  FROM main.fct_sessions AS sessions
  GROUP BY
    1
), combined AS (
  SELECT
    session__device,
    MAX(session_conversion) AS session_conversion,
    MAX(sessions) AS sessions
  FROM (
    SELECT
      session__device,
      session_conversion,
      NULL AS sessions
    FROM sessions
    UNION ALL
    SELECT
      session__device,
      NULL AS session_conversion,
      sessions
    FROM sessions_2
  ) AS parts
  GROUP BY
    1
)
SELECT
  session__device,
  CAST(session_conversion AS DOUBLE) / NULLIF(sessions, 0) AS session_conversion
FROM combined
