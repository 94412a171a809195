with snapshots as (

    select
        *,
        lag(close_date) over (partition by opportunity_id order by snapshot_date) as close_date_before
    from {{ source('crm', 'crm_opportunity_snapshots') }}
    where not is_closed

)

select
    snapshots.opportunity_id || ' ' || cast(snapshots.snapshot_date as varchar) as snapshot_key,
    snapshots.snapshot_date,
    snapshots.opportunity_id,
    opportunities.account_id,
    snapshots.owner_id,
    opportunities.segment,
    opportunities.region,
    opportunities.channel,
    opportunities.deal_type,
    opportunities.is_pilot,
    opportunities.product = 'Professional Services' as is_services,
    snapshots.stage,
    snapshots.stage_order,
    snapshots.forecast_category,
    snapshots.close_date,
    closing.quarter_number - today.quarter_number as quarters_ahead,
    snapshots.stage_order >= 2 as is_qualified,
    snapshots.forecast_category <> 'omitted' as is_forecastable,
    opportunities.sourced_by = 'Marketing' or opportunities.primary_campaign_id is not null as is_marketing_sourced,
    coalesce(snapshots.close_date > snapshots.close_date_before, false) as close_date_moved_out,
    coalesce(snapshots.close_date < snapshots.snapshot_date, false) as is_past_close_date,
    snapshots.amount,
    cast(snapshots.amount * snapshots.probability * segments.plan_factor as decimal(18, 2)) as weighted_amount
from snapshots
inner join {{ source('crm', 'crm_opportunities') }} as opportunities
    on opportunities.opportunity_id = snapshots.opportunity_id
left join {{ ref('dim_segment') }} as segments on segments.segment = opportunities.segment
left join {{ ref('dim_date') }} as today on today.date_day = snapshots.snapshot_date
left join {{ ref('dim_date') }} as closing on closing.date_day = snapshots.close_date
