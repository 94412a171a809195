"""Telling owners what changed, once: the intent is written down before anything is sent.

A process that is killed between sending and writing down leaves an intent, which is never sent again: a message may be
lost that way, which is said, but none is sent twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from metricops.ledger import Ledger, Notified
from metricops.notify import Message, Send
from metricops.notify.messages import Line


class Outcome(StrEnum):
    """How far a message got."""

    INTENDED = "intended"
    SENT = "sent"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message with what became of it; `fault` says why it was not sent."""

    message: Message
    fault: str = ""


def unsent(ledger: Ledger, messages: Iterable[Message]) -> tuple[Message, ...]:
    """The messages with the lines that are still to be sent, those that failed before among them."""
    known = _last(ledger.notified())
    every = _with_failed(messages, known.values())
    left = (replace(m, lines=tuple(line for line in m.lines if _open(known.get(_key(m, line))))) for m in every)
    return tuple(message for message in left if message.lines)


def unfinished(ledger: Ledger) -> tuple[Notified, ...]:
    """What was about to be sent when a run ended: it may have arrived or not, and is not sent again."""
    return tuple(event for event in _last(ledger.notified()).values() if event.outcome == Outcome.INTENDED)


def tell(
    ledger: Ledger,
    messages: Iterable[Message],
    addresses: Mapping[str, str],
    send: Send,
    as_of: date,
    at: datetime,
) -> tuple[Delivery, ...]:
    """Send what is still to be sent; `addresses` are by channel. A channel that fails is tried again by the next run.

    Raises LedgerError, and then nothing was sent that was not written down before.
    """
    return tuple(_told(ledger, message, addresses, send, as_of, at) for message in unsent(ledger, messages))


def _told(
    ledger: Ledger, message: Message, addresses: Mapping[str, str], send: Send, as_of: date, at: datetime
) -> Delivery:
    if not message.channel:
        return Delivery(
            message, f'no channel: name one for "{message.owner}" or "others" under notify: in metricops.yml'
        )
    address = addresses.get(message.channel, "")
    if not address:
        return Delivery(message, f'the environment variable "{message.channel}" is not set')
    claimed = ledger.claim(_events(message, Outcome.INTENDED, as_of, at), retried=Outcome.FAILED)
    changes = {event.change for event in claimed}
    mine = replace(message, lines=tuple(line for line in message.lines if line.change in changes))
    if not mine.lines:  # another process was faster
        return Delivery(mine)
    fault = send(address, mine.title, mine.body)
    ledger.append(_events(mine, Outcome.FAILED if fault else Outcome.SENT, as_of, at))
    return Delivery(mine, fault)


def _events(message: Message, outcome: Outcome, as_of: date, at: datetime) -> list[Notified]:
    return [
        Notified(
            run="",
            at=at,
            as_of=as_of,
            change=line.change,
            channel=message.channel,
            owner=message.owner,
            outcome=outcome.value,
            text=line.text,
        )
        for line in message.lines
    ]


def _with_failed(messages: Iterable[Message], known: Iterable[Notified]) -> Sequence[Message]:
    """The messages, and what failed before and is no news of this run: it is not lost with the run that failed."""
    every = {(message.owner, message.channel): message for message in messages}
    for event in known:
        if event.outcome != Outcome.FAILED:
            continue
        place = (event.owner, event.channel)
        message = every.get(place, Message(event.owner, event.channel, ()))
        if event.change not in {line.change for line in message.lines}:
            message = replace(message, lines=(*message.lines, Line(event.change, event.text)))
        every[place] = message
    return list(every.values())


def _last(events: Iterable[Notified]) -> dict[tuple[str, str, str], Notified]:
    return {(event.change, event.channel, event.owner): event for event in events}


def _key(message: Message, line: Line) -> tuple[str, str, str]:
    return line.change, message.channel, message.owner


def _open(known: Notified | None) -> bool:
    return known is None or known.outcome == Outcome.FAILED
