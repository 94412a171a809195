/* closing_balance (tests/golden/models.yml:57) */
WITH balances__last AS (
  SELECT
    spine.__spine_time,
    MAX(balances__times.__stock_time) AS __latest_time
  FROM (
    SELECT
      MAX(day) AS __spine_time
    FROM main.dim_date
    GROUP BY
      DATE_TRUNC('MONTH', day)
  ) AS spine
  JOIN (
    SELECT DISTINCT
      as_of AS __stock_time,
      DATE_TRUNC('DAY', as_of) AS __row_time
    FROM main.fct_balances
  ) AS balances__times
    ON balances__times.__row_time >= DATE_TRUNC('MONTH', spine.__spine_time + INTERVAL '1' DAY) - INTERVAL '1' MONTH
    AND balances__times.__row_time < DATE_TRUNC('MONTH', spine.__spine_time + INTERVAL '1' DAY)
  WHERE
    spine.__spine_time >= CAST('2024-02-01' AS DATE)
    AND spine.__spine_time < CAST('2024-04-01' AS DATE)
  GROUP BY
    1
), balances__at_day__values AS (
  SELECT
    balances__last.__spine_time,
    balances.customer_id AS customer,
    SUM(balances.balance) AS closing_balance
  FROM main.fct_balances AS balances
  JOIN balances__last
    ON balances.as_of = balances__last.__latest_time
  GROUP BY
    1,
    2
)
SELECT
  DATE_TRUNC('MONTH', spine.__spine_time) AS metric_time__month,
  spine.customer,
  spine.closing_balance
FROM balances__at_day__values AS spine
