/* closing_balance (tests/golden/models.yml:57); revenue (tests/golden/models.yml:16) */
WITH periods AS (
  SELECT
    CAST('2024-02-26' AS DATE) AS window_start,
    CAST('2024-03-03' AS DATE) AS window_end
), balances__last AS (
  SELECT
    periods.window_start,
    periods.window_end,
    MAX(balances__times.__stock_time) AS __latest_time
  FROM periods
  JOIN (
    SELECT DISTINCT
      as_of AS __stock_time
    FROM main.fct_balances
  ) AS balances__times
    ON CAST(balances__times.__stock_time AS DATE) BETWEEN periods.window_start AND periods.window_end
  GROUP BY
    1,
    2
), balances AS (
  SELECT
    SUM(balances.balance) AS closing_balance
  FROM main.fct_balances AS balances
  JOIN balances__last
    ON balances.as_of = balances__last.__latest_time
), orders AS (
  SELECT
    SUM(amount) AS revenue
  FROM main.fct_orders AS orders
  WHERE
    ordered_at >= CAST('2024-02-26' AS DATE)
    AND ordered_at < CAST('2024-03-04' AS DATE)
)
SELECT
  closing_balance,
  revenue
FROM balances
CROSS JOIN orders
