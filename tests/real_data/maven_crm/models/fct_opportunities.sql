with opportunities as (

    select
        opportunity_id,
        sales_agent,
        account,
        deal_stage,
        engage_date,
        close_date,
        close_value,
        -- The export writes one product's name without its space.
        case when product = 'GTXPro' then 'GTX Pro' else product end as product
    from {{ source('raw', 'sales_pipeline') }}

)

select
    opportunities.*,
    products.series,
    products.sales_price as list_price,
    opportunities.deal_stage = 'Won' as is_won,
    opportunities.deal_stage in ('Won', 'Lost') as is_closed,
    opportunities.close_date - opportunities.engage_date as cycle_days
from opportunities
left join {{ source('raw', 'products') }} as products on products.product = opportunities.product
