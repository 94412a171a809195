"""Judging: observations and check results become findings."""
