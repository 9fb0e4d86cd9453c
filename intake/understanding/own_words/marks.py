"""What gateways and programs put before and behind a subject, and before a text: [EXTERNAL], ***SPAM***, [SEC=OFFICIAL]. Nobody said it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from intake.parsing.headers import Headers
from intake.parsing.mail import Mail
from languages.expressions import compiled
from languages.mail import alternatives

# How programs of Australian authorities end a subject (Email Protective Marking Standard): "[SEC=OFFICIAL:Sensitive, EXPIRES=...]".
_PROTECTED = re.compile(r"\s{0,4}\[SEC\s?=[^\]]{1,200}\]\s*$", re.IGNORECASE)


def unmarked(line: str) -> str:
    """Return a line without the mark of a gateway before it, such as [EXTERNAL]."""
    return _external().sub("", line).strip()


def unlabelled(subject: str) -> str:
    """Return a subject without the marks before it, in brackets or loud, in any order, and without a protective marking behind it."""
    bare = unmarked(_PROTECTED.sub("", subject))
    while (loud := _loud().match(bare)) and loud[0].isupper():
        bare = unmarked(bare[loud.end() :])
    return bare


def as_sent(mail: Mail) -> Mail:
    """Return a message with the subject that it had before a gateway, mostly our own, marked it: "[EXTERNAL] Automatic reply: ..."."""
    given, fields = mail.subject, mail.headers.fields
    if (bare := unlabelled(given)) == given:
        return mail
    return replace(mail, headers=Headers(tuple(replace(one, value=bare) if one.name == "subject" else one for one in fields)))


@cache
def _external() -> re.Pattern[str]:
    """Return what finds marks before a text: in brackets or stars, since the words alone may be anybody's."""
    return compiled(rf"^(?:\s{{0,4}}[\[(*{{<\u3010]{{1,8}}\s?(?:{alternatives('external_mark')})\s?[\])*}}>\u3011]{{1,8}}[:\s-]{{0,4}})+")


@cache
def _loud() -> re.Pattern[str]:
    """Return what finds a mark without brackets, which is one in capitals: "EXTERNAL: ...". What is confidential, people say."""
    return compiled(rf"^(?:{alternatives('loud_mark')})\s?(?:[:|]|[-\u2013]\s)\s{{0,4}}(?=\S)")
