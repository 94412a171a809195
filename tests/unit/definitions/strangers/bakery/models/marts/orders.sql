select
    orders.*,
    coalesce(items.food, 0) > 0 as is_food_order,
    coalesce(items.n, 0) as count_order_items,
    row_number() over (partition by customer_id order by ordered_at) as customer_order_number
from {{ ref('stg_orders') }} as orders
left join (
    select
        order_id,
        count(*) as n,
        sum(case when products.is_food_item then 1 else 0 end) as food
    from {{ ref('stg_order_items') }} as order_items
    left join {{ ref('stg_products') }} as products on order_items.product_id = products.product_id
    group by 1
) as items on orders.order_id = items.order_id
