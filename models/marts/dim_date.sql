{{ config(materialized='table') }}

with digits as (

    select 0 as digit
    union all select 1
    union all select 2
    union all select 3
    union all select 4
    union all select 5
    union all select 6
    union all select 7
    union all select 8
    union all select 9

),

days as (

    select cast('2024-01-01' as date)
        + cast(ones.digit + 10 * tens.digit + 100 * hundreds.digit + 1000 * thousands.digit as integer) as date_day
    from digits as ones
    cross join digits as tens
    cross join digits as hundreds
    cross join digits as thousands
    where thousands.digit < 2

),

numbered as (

    select
        date_day,
        cast(extract(year from date_day) as integer) as calendar_year,
        cast(extract(month from date_day) as integer) as calendar_month,
        cast((extract(month from date_day) - {{ var('fiscal_year_starts', 1) }} + 12) % 12 as integer) as fiscal_month
    from days
    where date_day < cast('2029-01-01' as date)

),

fiscal as (

    select
        date_day,
        calendar_year
            + case when fiscal_month < calendar_month - 1 then 1 else 0 end as fiscal_year,
        cast((fiscal_month - fiscal_month % 3) / 3 as integer) + 1 as quarter_of_year
    from numbered

)

select
    date_day,
    cast(date_trunc('week', date_day) as date) as week_starts_on,
    cast(date_trunc('week', date_day + 1) as date) - 1 as last_week_ended_on,
    fiscal_year,
    quarter_of_year,
    fiscal_year * 4 + quarter_of_year - 1 as quarter_number,
    'FY' || cast(fiscal_year as varchar) || ' Q' || cast(quarter_of_year as varchar) as fiscal_quarter,
    min(date_day) over (partition by fiscal_year, quarter_of_year) as fiscal_quarter_starts_on,
    min(date_day) over (partition by fiscal_year) as fiscal_year_starts_on
from fiscal
