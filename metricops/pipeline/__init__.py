"""The stages in order, in plain sight: definitions become SQL, rows become findings."""
