"""pytest's own fixture for trying out plugins."""

pytest_plugins = ("pytester",)
