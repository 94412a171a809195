select * from (values
    (1, date '2026-11-09', 'North', 40.00),
    (2, date '2026-11-10', 'South', 60.00),
    (3, date '2026-11-11', 'North', null)
) as orders(order_id, ordered_on, region, amount)
