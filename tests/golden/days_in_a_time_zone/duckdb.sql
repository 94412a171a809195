/* call_minutes (tests/golden/models.yml:81) */
SELECT
  DATE_TRUNC('DAY', CAST(started_at AS TIMESTAMPTZ) AT TIME ZONE 'America/New_York') AS metric_time__day,
  SUM(minutes) AS call_minutes
FROM main.fct_calls AS calls
GROUP BY
  1
