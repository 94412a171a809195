select * from {{ ref('stocks') }}
