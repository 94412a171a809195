/* balance_by_account (tests/golden/models.yml:62) */
WITH periods AS (
  SELECT
    CAST('2024-02-26' AS DATE) AS window_start,
    CAST('2024-03-03' AS DATE) AS window_end
), balances__last__account_id AS (
  SELECT
    periods.window_start,
    periods.window_end,
    balances__times.__per_0,
    MAX(balances__times.__stock_time) AS __latest_time
  FROM periods
  JOIN (
    SELECT DISTINCT
      as_of AS __stock_time,
      account_id AS __per_0
    FROM main.fct_balances
  ) AS balances__times
    ON CAST(balances__times.__stock_time AS DATE) BETWEEN periods.window_start AND periods.window_end
  GROUP BY
    1,
    2,
    3
)
SELECT
  SUM(balances.balance) AS balance_by_account
FROM main.fct_balances AS balances
JOIN balances__last__account_id
  ON balances.as_of = balances__last__account_id.__latest_time
  AND balances.account_id IS NOT DISTINCT FROM balances__last__account_id.__per_0
