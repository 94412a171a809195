"""Messages to owners about what changed, and the channels that take them."""

from metricops.notify.messages import Message, messages
from metricops.notify.sending import Send, send

__all__ = ["Message", "Send", "messages", "send"]
