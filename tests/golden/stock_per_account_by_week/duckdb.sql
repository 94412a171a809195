/* balance_by_account (tests/golden/models.yml:62) */
WITH balances__rows AS (
  SELECT
    balances.as_of AS __stock_time,
    MAX(balances.as_of) OVER (PARTITION BY DATE_TRUNC('WEEK', balances.as_of), balances.account_id) AS __latest_time,
    DATE_TRUNC('WEEK', balances.as_of) AS metric_time__week,
    customer.segment AS customer__segment,
    balances.balance AS balance_by_account
  FROM main.fct_balances AS balances
  LEFT JOIN main.dim_customers AS customer
    ON balances.customer_id = customer.customer_id
)
SELECT
  metric_time__week,
  customer__segment,
  SUM(balance_by_account) AS balance_by_account
FROM balances__rows
WHERE
  __stock_time = __latest_time
GROUP BY
  1,
  2
