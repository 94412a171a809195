"""Every test draws the same examples each time, and runs with Ctrl-C as in a terminal, also in the background."""

import os
import signal

from hypothesis import settings

pytest_plugins = ("pytester",)  # for trying out the plugin for pytest; only the topmost conftest may name it

signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job inherits that interrupts are ignored

settings.register_profile("steady", derandomize=not os.environ.get("METRICOPS_EXAMPLES"))  # else: hunt for more
settings.load_profile("steady")
