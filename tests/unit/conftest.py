"""Values made by hand stand beside this file; every test below may import them by name."""
