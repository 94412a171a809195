"""Rehearsing: thresholds are tried out on made-up series, without a warehouse."""
