select 1 as benchmark_id, cast('2024-01-01' as date) as measured_on, 12.5 as minutes
