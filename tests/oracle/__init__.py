"""A second opinion on every number: what a query means, in plain Python over lists of dicts, without any SQL."""
