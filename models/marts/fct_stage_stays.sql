with stays as (

    select
        *,
        lead(stage_order) over (partition by opportunity_id order by entered_at) as next_stage_order
    from {{ source('crm', 'crm_stage_history') }}

)

select
    stays.stage_stay_id,
    stays.opportunity_id,
    opportunities.account_id,
    opportunities.owner_id,
    opportunities.segment,
    opportunities.region,
    opportunities.channel,
    opportunities.deal_type,
    opportunities.is_pilot,
    stays.stage,
    stays.stage_order,
    cast(stays.entered_at as date) as entered_at,
    cast(stays.exited_at as date) as exited_at,
    stays.exited_at is not null as is_finished,
    coalesce(stays.next_stage_order between stays.stage_order + 1 and 6, false) as moved_forward,
    cast(stays.exited_at as date) - cast(stays.entered_at as date) as days_in_stage
from stays
inner join {{ source('crm', 'crm_opportunities') }} as opportunities
    on opportunities.opportunity_id = stays.opportunity_id
where stays.stage_order < 6
