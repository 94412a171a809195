/* balance_growth (tests/golden/models.yml:99) */
WITH balances__rows AS (
  SELECT
    as_of AS __stock_time,
    MAX(as_of) OVER (PARTITION BY DATE_TRUNC('MONTH', as_of)) AS __latest_time,
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
  FROM balances__rows
  WHERE
    __stock_time = __latest_time
  GROUP BY
    1,
    2
), balances_2__last AS (
  SELECT
    spine.__spine_time,
    MAX(balances__times.__stock_time) AS __latest_time
  FROM (
    SELECT DISTINCT
      DATE_TRUNC('MONTH', day) AS __spine_time
    FROM main.dim_date
  ) AS spine
  JOIN (
    SELECT DISTINCT
      as_of AS __stock_time,
      DATE_TRUNC('MONTH', as_of) AS __row_time
    FROM main.fct_balances AS balances
  ) AS balances__times
    ON balances__times.__row_time = spine.__spine_time - INTERVAL '1' MONTH
  WHERE
    spine.__spine_time >= CAST('2024-02-01' AS DATE)
    AND spine.__spine_time < CAST('2024-05-01' AS DATE)
  GROUP BY
    1
), balances_2__at_month__values AS (
  SELECT
    balances_2__last.__spine_time,
    balances.customer_id AS customer,
    SUM(balances.balance) AS before
  FROM main.fct_balances AS balances
  JOIN balances_2__last
    ON balances.as_of = balances_2__last.__latest_time
  GROUP BY
    1,
    2
), balances_2 AS (
  SELECT
    DATE_TRUNC('MONTH', spine.__spine_time) AS metric_time__month,
    spine.customer,
    spine.before
  FROM balances_2__at_month__values AS spine
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
