{% macro money(column, digits=2) %}
    round({{ column }}, {{ digits }})
{% endmacro %}

{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if custom_schema_name is none -%}
        {{ target.schema }}
    {%- else -%}
        {{ custom_schema_name | trim }}
    {%- endif -%}
{%- endmacro %}

{% test is_positive(model, column_name, strictly=false) %}
select * from {{ model }} where {{ column_name }} < 0
{% endtest %}
