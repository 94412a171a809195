-- The plan factor is finance's haircut on a segment's weighted pipeline.
with segments as (

    select 'Enterprise' as segment, 1 as sort_order, cast(0.85 as decimal(4, 2)) as plan_factor
    union all
    select 'Mid-Market' as segment, 2 as sort_order, cast(0.80 as decimal(4, 2)) as plan_factor
    union all
    select 'SMB' as segment, 3 as sort_order, cast(0.70 as decimal(4, 2)) as plan_factor

),

accounts as (

    select
        segment,
        count(*) as accounts
    from {{ source('crm', 'crm_accounts') }}
    group by segment

)

select
    segments.segment,
    segments.sort_order,
    segments.plan_factor,
    coalesce(accounts.accounts, 0) > 0 as active
from segments
left join accounts on accounts.segment = segments.segment
