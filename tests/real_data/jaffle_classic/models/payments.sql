select
    payments.id as payment_id,
    payments.order_id,
    payments.payment_method,
    payments.amount / 100.0 as amount,
    orders.order_date
from {{ source('raw', 'raw_payments') }} as payments
left join {{ source('raw', 'raw_orders') }} as orders on orders.id = payments.order_id
