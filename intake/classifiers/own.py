"""A letter of ours that came back to us."""

from __future__ import annotations

from domain.message import Kind
from domain.reference import is_tag, read_tagged
from intake.rule import Case, Rule, Verdict


def _examine(case: Case) -> Verdict | None:
    sender = case.mail.sender
    tag, _, _ = case.mail.message_id.lower().partition("@")
    is_ours = sender in case.own_addresses or untagged(sender) in case.own_addresses
    if is_ours and is_tag(tag):
        return Verdict("It is a letter that we sent ourselves: our address wrote it, and its Message-ID is one of ours.")
    return None


def untagged(address: str) -> str:
    """Return `address` without the tag that it may carry."""
    found = read_tagged(address)
    return found.base if found else address


RULE = Rule("own", 10, "A letter of ours that came back is known by our address and our Message-ID.", Kind.OWN, _examine)
