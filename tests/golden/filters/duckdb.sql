/* revenue (tests/golden/models.yml:16); done_orders (tests/golden/models.yml:18) */
SELECT
  orders.status AS sale__status,
  SUM(orders.amount) AS revenue,
  CASE
    WHEN COUNT(CASE WHEN orders.status = 'done' THEN 1 END) > 0
    THEN COUNT(CASE WHEN orders.status = 'done' THEN orders.order_id END)
  END AS done_orders
FROM main.fct_orders AS orders
LEFT JOIN main.dim_customers AS customer
  ON orders.customer_id = customer.customer_id
WHERE
  customer.segment IN ('smb', 'enterprise') OR orders."order" = 'app'
GROUP BY
  1
