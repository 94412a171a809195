SELECT DISTINCT
  customers.segment AS customer__segment,
  region.country AS customer__region__country
FROM main.dim_customers AS customers
FULL JOIN main.dim_regions AS region
  ON customers.region_id = region.region_id
