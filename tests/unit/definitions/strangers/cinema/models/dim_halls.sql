select * from {{ ref('halls') }}
