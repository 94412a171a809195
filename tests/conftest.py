"""Every test runs with Ctrl-C as in a terminal, also where the whole run was started in the background."""

import signal

signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job inherits that interrupts are ignored
