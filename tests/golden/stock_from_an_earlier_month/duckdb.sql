/* balance_growth (tests/golden/models.yml:94) */
WITH balances_rows AS (
  SELECT
    as_of AS stock_time,
    MAX(as_of) OVER (PARTITION BY DATE_TRUNC('MONTH', as_of)) AS latest_time,
    DATE_TRUNC('MONTH', as_of) AS metric_time__month,
    customer_id AS customer,
    balance AS closing_balance
  FROM main.fct_balances AS balances
  WHERE
    as_of >= CAST('2024-02-01' AS DATE) AND as_of < CAST('2024-05-01' AS DATE)
), balances AS (
  SELECT
    metric_time__month,
    customer,
    SUM(closing_balance) AS closing_balance
  FROM balances_rows
  WHERE
    stock_time = latest_time
  GROUP BY
    1,
    2
), balances_2_last AS (
  SELECT
    spine.spine_time,
    MAX(balances_times.stock_time) AS latest_time
  FROM (
    SELECT DISTINCT
      DATE_TRUNC('MONTH', day) AS spine_time
    FROM main.dim_date
  ) AS spine
  JOIN (
    SELECT DISTINCT
      as_of AS stock_time,
      DATE_TRUNC('MONTH', as_of) AS row_time
    FROM main.fct_balances AS balances
  ) AS balances_times
    ON balances_times.row_time = spine.spine_time - INTERVAL '1' MONTH
  WHERE
    spine.spine_time >= CAST('2024-02-01' AS DATE)
    AND spine.spine_time < CAST('2024-05-01' AS DATE)
  GROUP BY
    1
), balances_2_at_month_values AS (
  SELECT
    balances_2_last.spine_time,
    balances.customer_id AS customer,
    SUM(balances.balance) AS before
  FROM main.fct_balances AS balances
  JOIN balances_2_last
    ON balances.as_of = balances_2_last.latest_time
  GROUP BY
    1,
    2
), balances_2 AS (
  SELECT
    DATE_TRUNC('MONTH', spine.spine_time) AS metric_time__month,
    spine.customer,
    spine.before
  FROM balances_2_at_month_values AS spine
), combined AS (
  SELECT
    metric_time__month,
    customer,
    MAX(closing_balance) AS closing_balance,
    MAX(before) AS before
  FROM (
    SELECT
      metric_time__month,
      customer,
      closing_balance,
      NULL AS before
    FROM balances
    UNION ALL
    SELECT
      metric_time__month,
      customer,
      NULL AS closing_balance,
      before
    FROM balances_2
  ) AS parts
  GROUP BY
    1,
    2
)
SELECT
  metric_time__month,
  customer,
  closing_balance - before AS balance_growth
FROM combined
