"""Exim: its main log, where two characters say what a line tells of a message (Exim specification, chapter "Log files")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from mailer.logs import Fate, MailLog, Trace, Wanted, behind_filters, tag_of

# "2026-11-26 04:43:01 [1234] 1tFkAb-000000001Yz-0aBc <= ..."; before Exim 4.97 the parts of an id had 6, 6 and 2 characters.
_LINE = re.compile(
    r"(?:(?P<syslog>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)?.*?\bexim\d?\[\d+\]: )?"
    r"(?:(?P<own>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?: [+-]\d{4})?) )?(?:\[\d+\] )?"
    r"(?P<id>\w{6}-(?:\w{6}-\w{2}|\w{11}-\w{4})) (?P<flag><=|=>|->|>>|\*\*|==) (?P<rest>.*)"
)
_HOST = re.compile(r" H=(\S+(?: \[[^\]]*\])?)")
_MESSAGE_ID = re.compile(r" id=(\S+)")
_RECIPIENT = re.compile(r"(?P<to>\S+?):?(?: <(?P<first>[^>\s]*)>:?)?(?= |$)")
_FATES = {"=>": Fate.ARRIVED, "->": Fate.ARRIVED, ">>": Fate.ARRIVED, "**": Fate.BOUNCED, "==": Fate.TAKEN}
_NOWHERE = (":blackhole:", "/dev/null")


def recognises(line: str) -> bool:
    """Say whether a line is one of Exim about a message."""
    return _LINE.match(line) is not None


def read(lines: Iterable[str], wanted: Wanted) -> Iterator[Trace]:
    """Yield what became of the messages that are wanted; of each recipient the last line holds."""
    under_way: dict[str, Trace] = {}
    said: dict[tuple[str, str], Trace] = {}
    for line in lines:
        found = _LINE.match(line.rstrip())
        if found is None:
            continue
        stamp = found["own"] or found["syslog"] or ""
        if found["flag"] == "<=":
            named = _MESSAGE_ID.search(found["rest"])
            if named and tag_of(named[1]) in wanted:
                under_way[found["id"]] = Trace(message_id=named[1], recipient="", fate=Fate.TAKEN, words="", begun=stamp, queue=found["id"])
        elif found["id"] in under_way:
            noted = replace(under_way[found["id"]], stamp=stamp)
            said |= {(found["id"], one.recipient): one for one in _traces(noted, found["flag"], found["rest"])}
    yield from behind_filters(said.values(), {queue: one.message_id for queue, one in under_way.items()})


def _traces(noted: Trace, flag: str, rest: str) -> Iterator[Trace]:
    """Yield what one line says of a message: of the address that it was sent to, and of that which it was first written for."""
    told = _RECIPIENT.match(rest)
    if told is None or rest.startswith(_NOWHERE):
        return
    host = _HOST.search(rest)
    for recipient in filter(None, (told["to"], told["first"])):
        yield replace(noted, recipient=recipient, fate=_FATES[flag], words=f"{flag} {rest}", relay=host[1] if host else "")


LOG = MailLog("Exim", "Its main log, as /var/log/exim4/mainlog.", recognises, read)
