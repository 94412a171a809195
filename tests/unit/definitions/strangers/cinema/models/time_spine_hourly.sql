select range as date_hour from range(timestamp '2024-01-01', timestamp '2024-03-10', interval 1 hour)
