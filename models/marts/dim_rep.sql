select
    people.user_id,
    people.name as rep_name,
    people.role,
    people.team,
    managers.name as manager_name,
    people.segment,
    people.region,
    people.hired_on,
    people.is_active
from {{ source('crm', 'crm_users') }} as people
left join {{ source('crm', 'crm_users') }} as managers on managers.user_id = people.manager_id
