/* closing_balance (tests/golden/models.yml:57) */
WITH balances__rows AS (
  SELECT
    as_of AS __stock_time,
    MAX(as_of) OVER (PARTITION BY DATE_TRUNC('WEEK', as_of)) AS __latest_time,
    DATE_TRUNC('WEEK', as_of) AS metric_time__week,
    balance AS closing_balance
  FROM main.fct_balances AS balances
)
SELECT
  metric_time__week,
  SUM(closing_balance) AS closing_balance
FROM balances__rows
WHERE
  __stock_time = __latest_time
GROUP BY
  1
