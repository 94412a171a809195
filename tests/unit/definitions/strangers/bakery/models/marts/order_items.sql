{{ config(alias='fct_order_items') }}

select
    order_items.*,
    orders.ordered_at,
    orders.customer_id,
    products.product_name,
    products.product_price,
    products.is_food_item
from {{ ref('stg_order_items') }} as order_items
left join {{ ref('stg_orders') }} as orders on order_items.order_id = orders.order_id
left join {{ ref('stg_products') }} as products on order_items.product_id = products.product_id
