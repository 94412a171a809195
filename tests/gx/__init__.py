"""Great Expectations as a second witness for checks."""
