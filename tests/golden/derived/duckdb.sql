/* net_revenue (tests/golden/models.yml:85) */
WITH orders AS (
  SELECT
    status AS sale__status,
    SUM(amount) AS revenue,
    COALESCE(COUNT_IF(CAST(is_gift AS BOOLEAN)), 0) AS gifts
  FROM main.fct_orders AS orders
  GROUP BY
    1
)
SELECT
  sale__status,
  revenue * 0.8 - gifts AS net_revenue
FROM orders
