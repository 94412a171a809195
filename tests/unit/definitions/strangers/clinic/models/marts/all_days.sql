select cast(range as date) as d from range(date '2024-01-01', date '2024-07-01', interval 1 day)
