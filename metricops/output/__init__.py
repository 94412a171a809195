"""Values become text: one file per format, the same bytes for the same value."""
