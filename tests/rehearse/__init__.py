"""Tests of thresholds tried out on made-up series and replayed over history."""
