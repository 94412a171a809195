/* order_count (tests/golden/models.yml:17) */
SELECT
  "order" AS sale__order,
  COUNT(order_id) AS order_count
FROM main.fct_orders AS orders
GROUP BY
  1
ORDER BY
  order_count DESC,
  sale__order ASC
LIMIT 2
