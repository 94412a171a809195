with orders as (
    select * from {{ ref('orders') }}
),

summary as (
    select
        customer_id,
        count(*) as count_lifetime_orders,
        min(ordered_at) as first_ordered_at,
        max(ordered_at) as last_ordered_at,
        sum(order_total) as lifetime_spend
    from orders
    group by 1
)

select
    customers.*,
    summary.* exclude (customer_id),
    case when summary.count_lifetime_orders > 1 then 'returning' else 'new' end as customer_type
from {{ ref('stg_customers') }} as customers
left join summary on customers.customer_id = summary.customer_id
