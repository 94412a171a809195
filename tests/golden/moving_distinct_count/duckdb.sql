/* buyers (tests/golden/models.yml:22) */
WITH orders__entities AS (
  SELECT
    CAST(orders.ordered_at AS DATE) AS __row_day,
    customer.segment AS customer__segment,
    orders.customer_id AS buyers
  FROM main.fct_orders AS orders
  LEFT JOIN main.dim_customers AS customer
    ON orders.customer_id = customer.customer_id
  GROUP BY
    1,
    2,
    3
), orders__gaps AS (
  SELECT
    __row_day,
    customer__segment,
    CASE WHEN buyers IS NULL THEN __row_day ELSE LAG(__row_day) OVER each_entity END AS __previous_day,
    CASE WHEN buyers IS NULL THEN __row_day ELSE LEAD(__row_day) OVER each_entity END AS __next_day
  FROM orders__entities
  WHERE
    NOT __row_day IS NULL
  WINDOW each_entity AS (PARTITION BY buyers, customer__segment ORDER BY __row_day)
), orders__by_day AS (
  SELECT
    __row_day,
    customer__segment,
    COUNT(
      CASE
        WHEN (
          EXTRACT(YEAR FROM __row_day) * 12 + EXTRACT(MONTH FROM __row_day)
        ) - (
          EXTRACT(YEAR FROM __previous_day) * 12 + EXTRACT(MONTH FROM __previous_day)
        ) < 2
        THEN NULL
        ELSE 1
      END
    ) AS __joins_last_2_whole_months,
    COUNT(
      CASE
        WHEN (
          EXTRACT(YEAR FROM __next_day) * 12 + EXTRACT(MONTH FROM __next_day)
        ) - (
          EXTRACT(YEAR FROM __row_day) * 12 + EXTRACT(MONTH FROM __row_day)
        ) < 2
        THEN NULL
        ELSE 1
      END
    ) AS __leaves_last_2_whole_months
  FROM orders__gaps
  GROUP BY
    1,
    2
), orders__times AS (
  SELECT
    spine.__spine_time,
    DATE_TRUNC('MONTH', spine.__spine_time) AS metric_time__month,
    CAST(DATE_TRUNC('MONTH', spine.__spine_time + INTERVAL '1' DAY) - INTERVAL '1' DAY AS DATE) AS __day
  FROM (
    SELECT
      MAX(day) AS __spine_time
    FROM main.dim_date
    GROUP BY
      DATE_TRUNC('MONTH', day)
  ) AS spine
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
    EXTRACT(YEAR FROM __day) * 12 + EXTRACT(MONTH FROM __day) AS __month_number,
    MAX(__row_day) AS __row_day,
    MAX(__joins_last_2_whole_months) AS __joins_last_2_whole_months,
    MAX(__leaves_last_2_whole_months) AS __leaves_last_2_whole_months
  FROM (
    SELECT
      __row_day AS __day,
      customer__segment,
      __row_day,
      __joins_last_2_whole_months,
      __leaves_last_2_whole_months
    FROM orders__by_day
    WHERE
      NOT __row_day IS NULL
    UNION ALL
    SELECT
      orders__times.__day,
      orders__groups.customer__segment,
      NULL AS __row_day,
      NULL AS __joins_last_2_whole_months,
      NULL AS __leaves_last_2_whole_months
    FROM orders__times
    JOIN orders__groups
      ON orders__times.__day >= orders__groups.__first_day
      AND orders__times.__day < orders__groups.__last_day + INTERVAL '62' DAY
  ) AS days
  GROUP BY
    1,
    2
), orders__moving AS (
  SELECT
    __day,
    customer__segment,
    CASE
      WHEN COUNT(__row_day) OVER last_2_whole_months > 0
      THEN CAST(SUM(__joins_last_2_whole_months) OVER until_month - COALESCE(SUM(__leaves_last_2_whole_months) OVER before_last_2_whole_months, 0) AS BIGINT)
    END AS buyers,
    COUNT(__row_day) OVER last_2_whole_months AS __days_of_last_2_whole_months
  FROM orders__grid
  WINDOW last_2_whole_months AS (
    PARTITION BY customer__segment
    ORDER BY __month_number
    RANGE BETWEEN 1 PRECEDING AND CURRENT ROW
  ), until_month AS (
    PARTITION BY customer__segment
    ORDER BY __month_number
    RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ), before_last_2_whole_months AS (
    PARTITION BY customer__segment
    ORDER BY __month_number
    RANGE BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING
  )
)
SELECT
  orders__times.metric_time__month,
  orders__moving.customer__segment,
  orders__moving.buyers
FROM orders__times
JOIN orders__moving
  ON orders__moving.__day = orders__times.__day
WHERE
  orders__moving.__days_of_last_2_whole_months > 0
