-- Every renewal that was open on a night, up to two quarters before it is due, as it was known that night.
with nights as (

    select
        date_day,
        last_week_ended_on
    from {{ ref('dim_date') }}
    where date_day between (select min(snapshot_date) from {{ source('crm', 'crm_opportunity_snapshots') }})
        and (select max(snapshot_date) from {{ source('crm', 'crm_opportunity_snapshots') }})

),

renewals as (

    select
        renewals.renewal_id,
        renewals.account_id,
        renewals.csm_id,
        renewals.renewal_date,
        renewals.closed_on,
        renewals.arr_due,
        accounts.segment,
        accounts.region,
        cast(opportunities.created_at as date) as renewal_opportunity_created_on
    from {{ source('cs', 'cs_renewals') }} as renewals
    inner join {{ source('crm', 'crm_accounts') }} as accounts on accounts.account_id = renewals.account_id
    left join {{ source('crm', 'crm_opportunities') }} as opportunities
        on opportunities.opportunity_id = renewals.renewal_opportunity_id

),

open_renewals as (

    select
        nights.date_day as as_of_date,
        nights.last_week_ended_on,
        renewals.*
    from renewals
    inner join nights
        on renewals.renewal_date <= nights.date_day + 180
        and renewals.renewal_date > nights.date_day - 180
        and (renewals.closed_on is null or renewals.closed_on > nights.date_day)

),

flagged as (

    select distinct
        nights.date_day as as_of_date,
        flags.renewal_id
    from {{ source('cs', 'cs_risk_flags') }} as flags
    inner join nights
        on cast(flags.raised_at as date) <= nights.date_day
        and (flags.cleared_at is null or cast(flags.cleared_at as date) > nights.date_day)
    where flags.level = 'at_risk'

)

select
    open_renewals.renewal_id || ' ' || cast(open_renewals.as_of_date as varchar) as renewal_key,
    open_renewals.as_of_date,
    open_renewals.renewal_id,
    open_renewals.account_id,
    open_renewals.csm_id,
    open_renewals.segment,
    open_renewals.region,
    open_renewals.renewal_date,
    open_renewals.renewal_date - open_renewals.as_of_date as days_to_renewal,
    open_renewals.renewal_opportunity_created_on,
    health.band as health_band,
    flagged.renewal_id is not null as is_flagged,
    flagged.renewal_id is not null or coalesce(health.band = 'red', false) as at_risk,
    open_renewals.arr_due
from open_renewals
left join flagged
    on flagged.renewal_id = open_renewals.renewal_id
    and flagged.as_of_date = open_renewals.as_of_date
left join {{ source('cs', 'cs_health_scores') }} as health
    on health.account_id = open_renewals.account_id
    and health.week_ending = open_renewals.last_week_ended_on
