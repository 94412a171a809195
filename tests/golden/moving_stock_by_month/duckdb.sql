/* closing_balance (tests/golden/models.yml:57) */
WITH balances_last AS (
  SELECT
    spine.spine_time,
    MAX(balances_times.stock_time) AS latest_time
  FROM (
    SELECT
      MAX(day) AS spine_time
    FROM main.dim_date
    GROUP BY
      DATE_TRUNC('MONTH', day)
  ) AS spine
  JOIN (
    SELECT DISTINCT
      as_of AS stock_time,
      DATE_TRUNC('DAY', as_of) AS row_time
    FROM main.fct_balances
  ) AS balances_times
    ON balances_times.row_time >= DATE_TRUNC('MONTH', spine.spine_time + INTERVAL '1' DAY) - INTERVAL '1' MONTH
    AND balances_times.row_time < DATE_TRUNC('MONTH', spine.spine_time + INTERVAL '1' DAY)
  WHERE
    spine.spine_time >= CAST('2024-02-01' AS DATE)
    AND spine.spine_time < CAST('2024-04-01' AS DATE)
  GROUP BY
    1
), balances_at_day_values AS (
  SELECT
    balances_last.spine_time,
    balances.customer_id AS customer,
    SUM(balances.balance) AS closing_balance
  FROM main.fct_balances AS balances
  JOIN balances_last
    ON balances.as_of = balances_last.latest_time
  GROUP BY
    1,
    2
)
SELECT
  DATE_TRUNC('MONTH', spine.spine_time) AS metric_time__month,
  spine.customer,
  spine.closing_balance
FROM balances_at_day_values AS spine
