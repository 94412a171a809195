select
    account_id,
    name as account_name,
    segment,
    industry,
    region,
    country,
    employees,
    case
        when employees < 50 then 'under 50'
        when employees < 250 then '50 to 249'
        when employees < 2000 then '250 to 1,999'
        else '2,000 and more'
    end as size_band,
    owner_id,
    csm_id,
    customer_since,
    customer_since is not null as is_customer,
    is_acquired_entity
from {{ source('crm', 'crm_accounts') }}
