/* order_count (tests/golden/models.yml:17) */
SELECT
  EXTRACT(ISODOW FROM ordered_at) AS metric_time__extract_dow,
  COUNT(order_id) AS order_count
FROM main.fct_orders AS orders
GROUP BY
  1
