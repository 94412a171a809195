select cast(day as date) as date_day
from generate_series(timestamp '2016-10-01', timestamp '2017-12-31', interval 1 day) as days(day)
