/* session_conversion (tests/golden/models.yml:87) */
WITH sessions_events AS (
  SELECT
    customer_id AS entity,
    started_at AS event_time,
    device AS session__device
  FROM main.fct_sessions AS sessions
), sessions_conversions AS (
  SELECT
    ROW_NUMBER() OVER (ORDER BY ordered_at) AS event,
    customer_id AS entity,
    ordered_at AS event_time,
    order_id AS session_conversion
  FROM main.fct_orders AS orders
), sessions_pairs AS (
  SELECT
    sessions_events.session__device,
    sessions_conversions.session_conversion,
    ROW_NUMBER() OVER (
      PARTITION BY sessions_conversions.event
      ORDER BY sessions_events.event_time DESC, sessions_events.session__device
    ) AS nth
  FROM sessions_conversions
  JOIN sessions_events
    ON sessions_events.entity = sessions_conversions.entity
    AND CAST(sessions_events.event_time AS DATE) <= CAST(sessions_conversions.event_time AS DATE)
    AND CAST(sessions_events.event_time AS DATE) > CAST(sessions_conversions.event_time AS DATE) - INTERVAL '7' DAY
), sessions AS (
  SELECT
    session__device,
    COUNT(session_conversion) AS session_conversion
  FROM sessions_pairs
  WHERE
    nth = 1
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
