{{ config(alias='fct_' ~ this.name) }}
select *, {{ var('money') }} as billed from {{ ref('stg_visits') }}
