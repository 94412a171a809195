WITH orders AS (
  SELECT
    DATE_TRUNC('DAY', ordered_at) AS sale__ordered_at__day
  FROM main.fct_orders AS orders
)
SELECT
  MIN(sale__ordered_at__day) AS sale__ordered_at__day__min,
  MAX(sale__ordered_at__day) AS sale__ordered_at__day__max
FROM orders
