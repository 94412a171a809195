"""Rehearsing: thresholds are tried out on made-up series, and replayed over what the warehouse remembers."""
