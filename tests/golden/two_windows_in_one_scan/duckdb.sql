/* revenue_7d (tests/golden/models.yml:86); revenue_mtd (tests/golden/models.yml:87) */
WITH orders__by_day AS (
  SELECT
    CAST(orders.ordered_at AS DATE) AS __row_day,
    customer.segment AS customer__segment,
    SUM(orders.amount) AS __sum_1
  FROM main.fct_orders AS orders
  LEFT JOIN main.dim_customers AS customer
    ON orders.customer_id = customer.customer_id
  GROUP BY
    1,
    2
), orders__times AS (
  SELECT
    spine.__spine_time,
    DATE_TRUNC('DAY', spine.__spine_time) AS metric_time__day,
    CAST(spine.__spine_time AS DATE) AS __day
  FROM (
    SELECT
      day AS __spine_time
    FROM main.dim_date
  ) AS spine
  WHERE
    spine.__spine_time >= CAST('2024-02-27' AS DATE)
    AND spine.__spine_time < CAST('2024-03-07' AS DATE)
), orders__groups AS (
  SELECT
    customer__segment,
    MIN(__row_day) AS __first_day,
    MAX(__row_day) AS __last_day
  FROM orders__by_day
  GROUP BY
    1
), orders__grid AS (
  SELECT
    __day,
    customer__segment,
    DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), __day) AS __day_number,
    DATE_TRUNC('MONTH', __day) AS __month_start,
    MAX(__row_day) AS __row_day,
    MAX(__sum_1) AS __sum_1
  FROM (
    SELECT
      __row_day AS __day,
      customer__segment,
      __row_day,
      __sum_1
    FROM orders__by_day
    WHERE
      NOT __row_day IS NULL
    UNION ALL
    SELECT
      orders__times.__day,
      orders__groups.customer__segment,
      NULL AS __row_day,
      NULL AS __sum_1
    FROM orders__times
    JOIN orders__groups
      ON orders__times.__day >= orders__groups.__first_day
      AND orders__times.__day < orders__groups.__last_day + INTERVAL '31' DAY
  ) AS days
  GROUP BY
    1,
    2
), orders__moving AS (
  SELECT
    __day,
    customer__segment,
    SUM(__sum_1) OVER last_7_days AS revenue_7d,
    SUM(__sum_1) OVER month_to_date AS revenue_mtd,
    COUNT(__row_day) OVER last_7_days AS __days_of_last_7_days,
    COUNT(__row_day) OVER month_to_date AS __days_of_month_to_date
  FROM orders__grid
  WINDOW last_7_days AS (
    PARTITION BY customer__segment
    ORDER BY __day_number
    RANGE BETWEEN 6 PRECEDING AND CURRENT ROW
  ), month_to_date AS (
    PARTITION BY customer__segment, __month_start
    ORDER BY __day_number
    RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  )
)
SELECT
  orders__times.metric_time__day,
  orders__moving.customer__segment,
  orders__moving.revenue_7d,
  orders__moving.revenue_mtd
FROM orders__times
JOIN orders__moving
  ON orders__moving.__day = orders__times.__day
WHERE
  orders__moving.__days_of_last_7_days > 0
  OR orders__moving.__days_of_month_to_date > 0
