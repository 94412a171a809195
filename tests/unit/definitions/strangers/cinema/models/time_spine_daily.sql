select
    cast(range as date) as date_day,
    cast(date_trunc('week', cast(range as date) - 3) as date) + 3 as box_office_week,
    case when month(range) < 10 then year(range) else year(range) + 1 end as season
from range(date '2023-12-01', date '2024-05-01', interval 1 day)
