/* revenue (tests/golden/models.yml:16); done_share (tests/golden/models.yml:83); buyers (tests/golden/models.yml:22) */
WITH orders__by_day AS (
  SELECT
    CAST(ordered_at AS DATE) AS __row_day,
    SUM(amount) AS revenue,
    COUNT(order_id) AS order_count,
    CASE
      WHEN COUNT(CASE WHEN status = 'done' THEN 1 END) > 0
      THEN COUNT(CASE WHEN status = 'done' THEN order_id END)
    END AS done_orders
  FROM main.fct_orders AS orders
  GROUP BY
    1
), orders__times AS (
  SELECT
    spine.__spine_time,
    DATE_TRUNC('WEEK', spine.__spine_time) AS metric_time__week,
    CAST(DATE_TRUNC('WEEK', spine.__spine_time + INTERVAL '1' DAY) - INTERVAL '1' DAY AS DATE) AS __day
  FROM (
    SELECT
      MAX(day) AS __spine_time
    FROM main.dim_date
    GROUP BY
      DATE_TRUNC('WEEK', day)
  ) AS spine
  WHERE
    spine.__spine_time >= CAST('2024-02-26' AS DATE)
    AND spine.__spine_time < CAST('2024-03-25' AS DATE)
), orders__grid AS (
  SELECT
    __day,
    DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), __day) AS __day_number,
    MAX(__row_day) AS __row_day,
    MAX(revenue) AS revenue,
    MAX(order_count) AS order_count,
    MAX(done_orders) AS done_orders
  FROM (
    SELECT
      __row_day AS __day,
      __row_day,
      revenue,
      order_count,
      done_orders
    FROM orders__by_day
    WHERE
      NOT __row_day IS NULL
    UNION ALL
    SELECT
      orders__times.__day,
      NULL AS __row_day,
      NULL AS revenue,
      NULL AS order_count,
      NULL AS done_orders
    FROM orders__times
  ) AS days
  GROUP BY
    1
), orders__moving AS (
  SELECT
    __day,
    SUM(revenue) OVER last_14_days AS revenue,
    CAST(SUM(order_count) OVER last_14_days AS BIGINT) AS order_count,
    CAST(SUM(done_orders) OVER last_14_days AS BIGINT) AS done_orders
  FROM orders__grid
  WINDOW last_14_days AS (ORDER BY __day_number RANGE BETWEEN 13 PRECEDING AND CURRENT ROW)
), orders AS (
  SELECT
    orders__times.metric_time__week,
    orders__moving.revenue,
    orders__moving.order_count,
    orders__moving.done_orders
  FROM orders__times
  JOIN orders__moving
    ON orders__moving.__day = orders__times.__day
  WHERE
    NOT orders__moving.order_count IS NULL
), orders_3__entities AS (
  SELECT
    CAST(ordered_at AS DATE) AS __row_day,
    customer_id AS buyers
  FROM main.fct_orders AS orders
  GROUP BY
    1,
    2
), orders_3__gaps AS (
  SELECT
    __row_day,
    CASE WHEN buyers IS NULL THEN __row_day ELSE LAG(__row_day) OVER each_entity END AS __previous_day,
    CASE WHEN buyers IS NULL THEN __row_day ELSE LEAD(__row_day) OVER each_entity END AS __next_day
  FROM orders_3__entities
  WHERE
    NOT __row_day IS NULL
  WINDOW each_entity AS (PARTITION BY buyers ORDER BY __row_day)
), orders_3__by_day AS (
  SELECT
    __row_day,
    COUNT(CASE WHEN DATE_DIFF('DAY', __previous_day, __row_day) < 14 THEN NULL ELSE 1 END) AS __joins_last_14_days,
    COUNT(CASE WHEN DATE_DIFF('DAY', __row_day, __next_day) < 14 THEN NULL ELSE 1 END) AS __leaves_last_14_days
  FROM orders_3__gaps
  GROUP BY
    1
), orders_3__times AS (
  SELECT
    spine.__spine_time,
    DATE_TRUNC('WEEK', spine.__spine_time) AS metric_time__week,
    CAST(DATE_TRUNC('WEEK', spine.__spine_time + INTERVAL '1' DAY) - INTERVAL '1' DAY AS DATE) AS __day
  FROM (
    SELECT
      MAX(day) AS __spine_time
    FROM main.dim_date
    GROUP BY
      DATE_TRUNC('WEEK', day)
  ) AS spine
  WHERE
    spine.__spine_time >= CAST('2024-02-26' AS DATE)
    AND spine.__spine_time < CAST('2024-03-25' AS DATE)
), orders_3__grid AS (
  SELECT
    __day,
    DATE_DIFF('DAY', CAST('1970-01-01' AS DATE), __day) AS __day_number,
    MAX(__row_day) AS __row_day,
    MAX(__joins_last_14_days) AS __joins_last_14_days,
    MAX(__leaves_last_14_days) AS __leaves_last_14_days
  FROM (
    SELECT
      __row_day AS __day,
      __row_day,
      __joins_last_14_days,
      __leaves_last_14_days
    FROM orders_3__by_day
    WHERE
      NOT __row_day IS NULL
    UNION ALL
    SELECT
      orders_3__times.__day,
      NULL AS __row_day,
      NULL AS __joins_last_14_days,
      NULL AS __leaves_last_14_days
    FROM orders_3__times
  ) AS days
  GROUP BY
    1
), orders_3__moving AS (
  SELECT
    __day,
    CASE
      WHEN COUNT(__row_day) OVER last_14_days > 0
      THEN CAST(SUM(__joins_last_14_days) OVER until_day - COALESCE(SUM(__leaves_last_14_days) OVER before_last_14_days, 0) AS BIGINT)
    END AS buyers,
    COUNT(__row_day) OVER last_14_days AS __days_of_last_14_days
  FROM orders_3__grid
  WINDOW last_14_days AS (ORDER BY __day_number RANGE BETWEEN 13 PRECEDING AND CURRENT ROW), until_day AS (ORDER BY __day_number RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW), before_last_14_days AS (ORDER BY __day_number RANGE BETWEEN UNBOUNDED PRECEDING AND 14 PRECEDING)
), orders_3 AS (
  SELECT
    orders_3__times.metric_time__week,
    orders_3__moving.buyers
  FROM orders_3__times
  JOIN orders_3__moving
    ON orders_3__moving.__day = orders_3__times.__day
  WHERE
    orders_3__moving.__days_of_last_14_days > 0
), combined AS (
  SELECT
    metric_time__week,
    MAX(revenue) AS revenue,
    MAX(order_count) AS order_count,
    MAX(done_orders) AS done_orders,
    MAX(buyers) AS buyers
  FROM (
    SELECT
      metric_time__week,
      revenue,
      order_count,
      done_orders,
      NULL AS buyers
    FROM orders
    UNION ALL
    SELECT
      metric_time__week,
      NULL AS revenue,
      NULL AS order_count,
      NULL AS done_orders,
      buyers
    FROM orders_3
  ) AS parts
  GROUP BY
    1
)
SELECT
  metric_time__week,
  revenue,
  CAST(done_orders AS DOUBLE) / NULLIF(order_count, 0) AS done_share,
  buyers
FROM combined
