"""Properties that hold for whatever is drawn."""
