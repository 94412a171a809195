/* order_count (tests/golden/models.yml:17) */
SELECT
  EXTRACT(DAYOFYEAR FROM ordered_at) AS metric_time__extract_doy,
  COUNT(order_id) AS order_count
FROM main.fct_orders AS orders
GROUP BY
  1
