select * from {{ ref('tickets') }}
