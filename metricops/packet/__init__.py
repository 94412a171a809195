"""The pre-read before a meeting: what changed, why it matters, what will be done."""

from metricops.packet.assemble import assemble
from metricops.packet.html import html
from metricops.packet.markdown import markdown
from metricops.packet.values import Facts, Packet

__all__ = ["Facts", "Packet", "assemble", "html", "markdown"]
