{{
    config(
        materialized='view',
        meta={'owner': 'visits team'},
        post_hook="{{ log('done', info=false) }}"
    )
}}
{% set columns = ['visit_id', 'patient_id', 'doctor_id', 'minutes', 'cancelled'] %}
select
    {% for column in columns %}
    {{ column }},
    {% endfor %}
    cast(visited_at as timestamp) as visited_at,
    {{ money('amount_billed') }} as amount_billed
from {{ source('ehr', 'visits') }}
{% if is_incremental() %}
where visited_at > (select max(visited_at) from {{ this }})
{% endif %}
