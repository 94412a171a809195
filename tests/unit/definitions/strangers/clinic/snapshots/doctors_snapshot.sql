{% snapshot doctors_snapshot %}
{{ config(unique_key='doctor_id', strategy='check', check_cols=['ward']) }}
select 'd1' as doctor_id, 'north' as ward
union all
select 'd2', 'south'
{% endsnapshot %}
