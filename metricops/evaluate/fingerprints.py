"""The identity of an instance: what makes last week's breach the same one today."""

import json
from hashlib import sha256

from metricops.evaluate.values import Segment

LENGTH = 16


def fingerprint(metric: str, threshold: str, segment: Segment) -> str:
    """Sixteen hexadecimal digits that hang on the metric, the threshold's name and the segment, not on a limit."""
    identity = json.dumps([metric, threshold, sorted(segment)], ensure_ascii=False, separators=(",", ":"))
    return sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
