"""The benchmark at a size that takes seconds: the same questions, whose rows must be right."""
