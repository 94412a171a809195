{{ config(materialized='table') }}

with days as (
    {{ dbt.date_spine('day', "cast('2023-09-01' as date)", "cast('2024-04-01' as date)") }}
)

select cast(date_day as date) as date_day from days
