/* closing_balance (tests/golden/models.yml:57); revenue (tests/golden/models.yml:16) */
WITH periods AS (
  SELECT
    CAST('2024-02-26' AS DATE) AS window_start,
    CAST('2024-03-03' AS DATE) AS window_end
), balances_last AS (
  SELECT
    periods.window_start,
    periods.window_end,
    MAX(balances_times.stock_time) AS latest_time
  FROM periods
  JOIN (
    SELECT DISTINCT
      as_of AS stock_time
    FROM main.fct_balances
  ) AS balances_times
    ON CAST(balances_times.stock_time AS DATE) BETWEEN periods.window_start AND periods.window_end
  GROUP BY
    1,
    2
), balances AS (
  SELECT
    SUM(balances.balance) AS closing_balance
  FROM main.fct_balances AS balances
  JOIN balances_last
    ON balances.as_of = balances_last.latest_time
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
