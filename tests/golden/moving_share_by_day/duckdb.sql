/* done_share (tests/golden/models.yml:83) */
WITH orders__by_day AS (
  SELECT
    CAST(orders.ordered_at AS DATE) AS __row_day,
    customer.segment AS customer__segment,
    COUNT(orders.order_id) AS order_count,
    CASE
      WHEN COUNT(CASE WHEN orders.status = 'done' THEN 1 END) > 0
      THEN COUNT(CASE WHEN orders.status = 'done' THEN orders.order_id END)
    END AS done_orders
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
), orders__groups AS (
  SELECT
    customer__segment,
    MIN(__row_day) AS __first_day,
    MAX(__row_day) AS __last_day
  FROM orders__by_day
  GROUP BY
    1
), orders__calendar AS (
  SELECT
    CAST(UNNEST(GENERATE_SERIES(
      CASE
        WHEN __since IS NULL OR (
          __day - INTERVAL '6' DAY
        ) IS NULL
        THEN NULL
        ELSE GREATEST(__since, __day - INTERVAL '6' DAY)
      END,
      __day,
      INTERVAL '1' DAY
    )) AS DATE) AS __day
  FROM (
    SELECT
      __day,
      COALESCE(LAG(__day) OVER (ORDER BY __day) + INTERVAL '1' DAY, __day - INTERVAL '6' DAY) AS __since
    FROM (
      SELECT DISTINCT
        __day
      FROM orders__times
      WHERE
        NOT __day IS NULL
    ) AS asked
  ) AS marked
), orders__grid AS (
  SELECT
    orders__calendar.__day,
    orders__groups.customer__segment,
    orders__by_day.__row_day,
    orders__by_day.order_count,
    orders__by_day.done_orders
  FROM orders__calendar
  JOIN orders__groups
    ON orders__calendar.__day >= orders__groups.__first_day
    AND orders__calendar.__day < orders__groups.__last_day + INTERVAL '7' DAY
  LEFT JOIN orders__by_day
    ON orders__by_day.__row_day = orders__calendar.__day
    AND orders__by_day.customer__segment IS NOT DISTINCT FROM orders__groups.customer__segment
), orders__moving AS (
  SELECT
    __day,
    customer__segment,
    CAST(SUM(done_orders) OVER last_7_days AS BIGINT) AS done_orders,
    CAST(SUM(order_count) OVER last_7_days AS BIGINT) AS order_count
  FROM orders__grid
  WINDOW last_7_days AS (
    PARTITION BY customer__segment
    ORDER BY __day
    ROWS BETWEEN 6 PRECEDING AND CURRENT ROW
  )
), orders AS (
  SELECT
    orders__times.metric_time__day,
    orders__moving.customer__segment,
    orders__moving.done_orders,
    orders__moving.order_count
  FROM orders__times
  JOIN orders__moving
    ON orders__moving.__day = orders__times.__day
  WHERE
    NOT orders__moving.order_count IS NULL
)
SELECT
  metric_time__day,
  customer__segment,
  CAST(done_orders AS DOUBLE) / NULLIF(order_count, 0) AS done_share
FROM orders
ORDER BY
  metric_time__day ASC,
  customer__segment ASC
LIMIT 12
