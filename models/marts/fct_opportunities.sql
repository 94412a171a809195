with opportunities as (

    select
        *,
        cast(created_at as date) as created_on,
        cast(qualified_at as date) as qualified_on,
        cast(closed_at as date) as closed_on
    from {{ source('crm', 'crm_opportunities') }}

),

-- The amount an opportunity had when it qualified is the old value of the first change after that day.
changes_after_qualifying as (

    select
        history.opportunity_id,
        cast(history.old_value as decimal(18, 2)) as old_amount,
        row_number() over (partition by history.opportunity_id order by history.changed_at) as place
    from {{ source('crm', 'crm_opportunity_history') }} as history
    inner join opportunities on opportunities.opportunity_id = history.opportunity_id
    where history.field = 'amount'
        and cast(history.changed_at as date) > opportunities.qualified_on

)

select
    opportunities.opportunity_id,
    opportunities.account_id,
    opportunities.owner_id,
    opportunities.name as opportunity_name,
    opportunities.segment,
    opportunities.region,
    opportunities.channel,
    opportunities.sourced_by,
    opportunities.route_to_market,
    opportunities.product,
    opportunities.competitor,
    opportunities.deal_type,
    opportunities.is_pilot,
    opportunities.stage,
    opportunities.created_on as created_at,
    opportunities.qualified_on as qualified_at,
    opportunities.closed_on as closed_at,
    opportunities.close_date,
    opportunities.is_closed,
    opportunities.is_won,
    opportunities.is_closed and not opportunities.is_won as is_lost,
    opportunities.qualified_on is not null
        and coalesce(opportunities.closed_lost_reason, '') not in ('Duplicate', 'Entered in error') as is_qualified,
    opportunities.sourced_by = 'Marketing' or opportunities.primary_campaign_id is not null as is_marketing_touched,
    opportunities.closed_lost_reason,
    opportunities.amount,
    opportunities.amount_recurring,
    opportunities.list_amount,
    case
        when opportunities.qualified_on is not null then coalesce(changes.old_amount, opportunities.amount)
    end as amount_at_qualified,
    case
        when opportunities.is_won then opportunities.closed_on - opportunities.qualified_on
    end as cycle_days,
    case
        when opportunities.list_amount < 10000 then 'under $10k'
        when opportunities.list_amount < 25000 then '$10k to $25k'
        when opportunities.list_amount < 50000 then '$25k to $50k'
        when opportunities.list_amount < 100000 then '$50k to $100k'
        else '$100k and more'
    end as price_band,
    case
        when opportunities.list_amount - opportunities.amount < 1 then 'none'
        when opportunities.amount >= opportunities.list_amount * 0.9 then 'up to 10%'
        when opportunities.amount >= opportunities.list_amount * 0.8 then '10% to 20%'
        when opportunities.amount >= opportunities.list_amount * 0.7 then '20% to 30%'
        else 'over 30%'
    end as discount_band
from opportunities
left join changes_after_qualifying as changes
    on changes.opportunity_id = opportunities.opportunity_id
    and changes.place = 1
