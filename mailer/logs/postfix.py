"""Postfix: lines of syslog, with its own time stamps or those of RFC 3339, that belong together by their queue id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from mailer.logs import Fate, MailLog, Trace, Wanted, behind_filters, tag_of

# "Nov 26 04:43:01 host postfix/smtp[1234]: 4F1A2B3C4D: to=<...>, ..."; instances are called postfix-out, services postfix/submission/smtpd.
_LINE = re.compile(
    r"(?P<stamp>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\d[T ]\S+) (?:\S+ )?"
    r"postfix[^/\s\[]*(?:/[\w.-]+)*/(?P<daemon>[\w-]+)\[\d+\]: (?:(?P<id>[0-9A-Za-z]{5,}): (?P<rest>.*))?"
)
_MESSAGE_ID = re.compile(r"message-id=<?(?P<id>[^>]*)>?$")
_DELIVERY = re.compile(
    r"to=<(?P<to>[^>]*)>,(?: orig_to=<(?P<first>[^>]*)>,)? relay=(?P<relay>.*?)(?:, .*?)?"
    r"(?:, dsn=(?P<dsn>[\d.]+))?, status=(?P<status>[\w-]+)(?: \((?P<words>.*)\))?$"
)
_EXPIRED = re.compile(r"from=<[^>]*>, status=(?:force-)?expired\b")
_REFUSED = re.compile(r"(?:milter-)?reject: END-OF-MESSAGE from (?P<words>.*); from=<[^>]*> to=<(?P<to>[^>]*)> ")
_FATES = {"sent": Fate.ARRIVED, "bounced": Fate.BOUNCED, "expired": Fate.BOUNCED, "deferred": Fate.TAKEN}
_DISCARDS = "discard"  # The daemon that says `sent` of what it throws away.


def recognises(line: str) -> bool:
    """Say whether a line is one of Postfix."""
    return _LINE.match(line) is not None


def read(lines: Iterable[str], wanted: Wanted) -> Iterator[Trace]:
    """Yield what became of the messages that are wanted."""
    queues: dict[str, str] = {}
    yield from behind_filters(list(_said(lines, wanted, queues)), queues)


def _said(lines: Iterable[str], wanted: Wanted, queues: dict[str, str]) -> Iterator[Trace]:
    """Yield what is said of them, and note the Message-ID of each queue id, which may be used again once its message has left the queue."""
    under_way: dict[str, Trace] = {}
    said: dict[tuple[str, str], Trace] = {}
    for line in lines:
        found = _LINE.match(line.rstrip())
        if found is None or found["id"] is None:
            continue
        queue_id, rest = found["id"], found["rest"]
        if named := _MESSAGE_ID.match(rest):
            yield from _done(said, queue_id)
            under_way.pop(queue_id, None)
            if tag_of(named["id"]) in wanted:
                queues[queue_id] = named["id"]
                under_way[queue_id] = Trace(
                    message_id=named["id"], recipient="", fate=Fate.TAKEN, words="", begun=found["stamp"], queue=queue_id
                )
        elif queue_id in under_way:
            if rest == "removed":
                del under_way[queue_id]
            elif _EXPIRED.match(rest):
                said |= {key: _given_up(one, found["stamp"]) for key, one in said.items() if key[0] == queue_id}
            elif found["daemon"] != _DISCARDS:
                said |= {(queue_id, one.recipient): one for one in _traces(replace(under_way[queue_id], stamp=found["stamp"]), rest)}
    yield from said.values()


def _done(said: dict[tuple[str, str], Trace], queue_id: str) -> Iterator[Trace]:
    """Yield what was said of a message, whose queue id is another's from now on."""
    yield from [said.pop(key) for key in list(said) if key[0] == queue_id]


def _given_up(trace: Trace, stamp: str) -> Trace:
    return replace(trace, fate=Fate.BOUNCED, words=f"{trace.words}; then expired", stamp=stamp)


def _traces(noted: Trace, rest: str) -> Iterator[Trace]:
    """Yield what one line says of a message: of the address that it was sent to, and of that which it was first written for."""
    if (told := _DELIVERY.match(rest)) and told["status"] in _FATES:
        dsn = f"dsn={told['dsn']}, " if told["dsn"] else ""
        words = f"{dsn}status={told['status']} ({told['words'] or ''})"
        for recipient in filter(None, (told["to"], told["first"])):
            relay = "" if told["relay"] == "none" else told["relay"]
            yield replace(noted, recipient=recipient, fate=_FATES[told["status"]], words=words, relay=relay)
    elif refused := _REFUSED.match(rest):
        yield replace(noted, recipient=refused["to"], fate=Fate.REFUSED, words=f"reject: END-OF-MESSAGE from {refused['words']}")


LOG = MailLog("Postfix", "The mail log of the system, as /var/log/mail.log.", recognises, read)
