"""What metricops costs beside SQL written by hand: `python -m benchmarks` runs every case and prints one table."""
