"""The identity of an instance: what makes last week's breach the same one today."""

import json
from hashlib import sha256

from metricops.evaluate.values import Segment

LENGTH = 16


def fingerprint(metric: str, threshold: str, segment: Segment) -> str:
    """Sixteen hexadecimal digits that hang on the metric, the threshold's name and the segment, not on a limit."""
    identity = json.dumps([metric, threshold, sorted(segment)], ensure_ascii=False, separators=(",", ":"))
    return sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]


def check_fingerprint(name: str) -> str:
    """The same for a check, which is itself by its name."""
    return sha256(json.dumps(["check", name], ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]
