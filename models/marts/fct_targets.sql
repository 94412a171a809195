-- Targets as they stood on every night of the CRM's copies: the version set last, for this quarter and the next ones.
with nights as (

    select
        date_day,
        quarter_number
    from {{ ref('dim_date') }}
    where date_day between (select min(snapshot_date) from {{ source('crm', 'crm_opportunity_snapshots') }})
        and (select max(snapshot_date) from {{ source('crm', 'crm_opportunity_snapshots') }})

),

versions as (

    select
        nights.date_day as snapshot_date,
        targets.metric,
        targets.segment,
        targets.period_start,
        targets.amount as target_amount,
        targets.set_on,
        periods.quarter_number - nights.quarter_number as quarters_ahead,
        row_number() over (
            partition by nights.date_day, targets.metric, targets.segment, targets.period_start
            order by targets.set_on desc
        ) as recency
    from {{ source('fin', 'fin_targets') }} as targets
    inner join {{ ref('dim_date') }} as periods on periods.date_day = targets.period_start
    inner join nights on nights.date_day >= targets.set_on
    where targets.period = 'quarter'

)

select
    metric || ' ' || segment || ' ' || cast(period_start as varchar) || ' ' || cast(snapshot_date as varchar)
        as target_id,
    snapshot_date,
    metric,
    segment,
    period_start,
    quarters_ahead,
    target_amount,
    set_on
from versions
where recency = 1
    and quarters_ahead between 0 and 2
