select
    order_id,
    cast(ordered_on as date) as ordered_on,
    region,
    channel,
    cast(amount as decimal(18, 2)) as amount,
    cast(is_returned as boolean) as is_returned
from {{ ref('orders') }}
