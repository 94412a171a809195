"""`python -m metricops`."""

from metricops.cli import main

main()
