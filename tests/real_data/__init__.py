"""Projects over data that nobody here wrote, with numbers to agree with."""
