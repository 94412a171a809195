"""Sending through Apprise; addresses hold secrets, so no address ever stands in what is said of a failure."""

import logging
from collections.abc import Callable

Send = Callable[[str, str, str], str]  # address, title and body; what kept it from being sent, or nothing
MISSING = 'sending needs apprise: pip install "metricops[notify]"'


def send(address: str, title: str, body: str) -> str:
    """Sends a message; why it was not sent, or an empty text. Never raises."""
    try:
        import apprise  # noqa: PLC0415  optional, and slow to import
    except ImportError:
        return MISSING
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)  # apprise, and the libraries below it, quote addresses
    try:
        channel = apprise.Apprise()
        if not channel.add(address):
            return "its address is not one that apprise understands"
        return "" if channel.notify(title=title, body=body) else "the channel did not take it"
    except Exception as fault:  # a plug-in may raise anything; nothing of it may stop the run or be quoted
        return f"the channel failed ({type(fault).__name__})"
    finally:
        logging.disable(before)
