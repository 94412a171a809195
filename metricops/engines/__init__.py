"""Warehouses: run a compiled query, list a relation's columns."""
