"""Whom we believe: how strong the evidence in a message is for one organisation, and what the mail servers on its way say of its author.

Sources: RFC 8601 (Authentication-Results), RFC 9989 and RFC 7489 (DMARC: alignment with the author's domain).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Strength(StrEnum):
    """How far a message is believed, strongest first."""

    PROVEN = "proven"  # It carries a secret of ours, which only the organisation has.
    AUTHENTICATED = "authenticated"  # Its author is on record, and a server that we believe says that it is really them.
    NAMED = "named"  # It only names the organisation: a printed reference, or an address that anyone can write.
    FAILED = "failed"  # A server that we believe says that the author's address is forged.


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason to believe a message. `by` names the kind of evidence (a value of `domain.message.By`, or `from`); `why` is a sentence."""

    strength: Strength
    by: str
    why: str


class SenderProof(StrEnum):
    """How sure it is who wrote a message in an organisation's name, surest first: by what it proves, and by what is said of its author."""

    VOUCHED = "vouched"  # From is on record, and a server that we believe says that it is really them.
    CODE = "code"  # From is on record, and it carries a secret of ours; nothing says whether it is really them.
    ON_RECORD = "on_record"  # From is on record, it carries no secret, and nobody has said which mail servers are to be believed.
    UNKNOWN = "unknown"  # It carries a secret of ours, and From is not on record.
    NAMED = "named"  # It only names the organisation.
    NO_AUTHOR = "no_author"  # From names several authors, or none that can be read, whatever the message carries.
    FORGED = "forged"  # A server that we believe says that the author's address is forged, whatever it carries.

    @property
    def is_doubted(self) -> bool:
        """Say whether somebody else may well have written it than a contact on record."""
        return self not in {SenderProof.VOUCHED, SenderProof.CODE}


class Authentication(StrEnum):
    """What the agency's own mail servers say of the author's address of a message."""

    PASSED = "passed"  # It is really them: dmarc=pass, or an aligned dkim=pass or spf=pass where the domain has no DMARC.
    FAILED = "failed"  # dmarc=fail.
    UNKNOWN = "unknown"  # No believed server says either: no header of theirs, or none of the methods gave a result that counts.
    UNCONFIGURED = "unconfigured"  # Nobody has said which servers are to be believed.


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """The author's address (From) in lower case, and what is known of whether it is really theirs; `why` is a sentence.

    `server` is the authserv-id of the believed header, or "" where there was none.
    """

    address: str = ""
    authentication: Authentication = Authentication.UNCONFIGURED
    server: str = ""
    why: str = "Nothing is configured about which mail servers are believed."
