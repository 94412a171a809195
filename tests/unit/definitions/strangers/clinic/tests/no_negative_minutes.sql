select * from {{ ref('visits') }} where minutes < 0
