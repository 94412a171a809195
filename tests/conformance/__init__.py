"""The shared conformance cases, asked of metricops in both of dbt's spellings."""
