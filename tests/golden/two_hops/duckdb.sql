/* revenue (tests/golden/models.yml:16); buyers (tests/golden/models.yml:22) */
SELECT
  customer__region.country AS customer__region__country,
  SUM(orders.amount) AS revenue,
  COUNT(DISTINCT orders.customer_id) AS buyers
FROM main.fct_orders AS orders
LEFT JOIN (
  main.dim_customers AS customer
    LEFT JOIN main.dim_regions AS customer__region
      ON customer.region_id = customer__region.region_id
)
  ON orders.customer_id = customer.customer_id
GROUP BY
  1
