select sales_agent, manager, regional_office
from {{ source('raw', 'sales_teams') }}
