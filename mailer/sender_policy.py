"""What a domain says of who may write in its name: SPF (RFC 7208), DMARC (RFC 7489) and DKIM keys (RFC 6376), read from TXT records."""

from __future__ import annotations

from collections.abc import Sequence

# The selectors under which the large providers and the usual programs publish their keys.
SELECTORS = ("selector1", "selector2", "google", "default", "dkim", "mail", "s1", "s2", "k1")


def spf_fault(records: Sequence[str]) -> str:
    """Say what is wrong with the SPF records of a domain; blank where nothing is."""
    found = [one for one in records if one.lower() == "v=spf1" or one.lower().startswith("v=spf1 ")]
    if not found:
        return "it has no SPF record, so receivers cannot tell which servers may send for it"
    if len(found) > 1:
        return f"it has {len(found)} SPF records, which receivers take for none: join them into one"
    last = [term.lower() for term in found[0].split()[1:]]
    if "+all" in last or "all" in last:
        return "its SPF record allows everybody (+all): end it with ~all or -all"
    if not any(term in {"-all", "~all"} or term.startswith("redirect=") for term in last):
        return "its SPF record does not say who may not send for it: end it with ~all or -all"
    return ""


def dmarc_of(records: Sequence[str]) -> dict[str, str] | None:
    """Return the tags of a DMARC record; None where there is none, or more than one, which is as none (RFC 7489 section 6.6.3)."""
    found = [one for one in records if one.replace(" ", "").lower().startswith("v=dmarc1;") or one.strip().lower() == "v=dmarc1"]
    if len(found) != 1:
        return None
    pairs = (tag.partition("=") for tag in found[0].split(";") if "=" in tag)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def dmarc_fault(tags: dict[str, str] | None) -> str:
    """Say what is wrong with a DMARC record; blank where nothing is."""
    if tags is None:
        return "it has no DMARC record: large providers refuse or sort out mail of such domains"
    policy = tags.get("p", "").lower()
    if policy not in {"none", "quarantine", "reject"}:
        return "its DMARC record has no policy: write p=none, p=quarantine or p=reject"
    return ""


def is_key(records: Sequence[str]) -> bool:
    """Say whether a DKIM key stands there; an empty one was revoked (RFC 6376 section 3.6.1)."""
    tags = [dict(tag.strip().partition("=")[::2] for tag in one.split(";")) for one in records]
    return any(one.get("p", "").strip() for one in tags)


def parents(domain: str) -> tuple[str, ...]:
    """Return a domain and those above it that may speak for it, the nearest first; a top-level domain speaks for nobody."""
    labels = domain.split(".")
    return tuple(".".join(labels[start:]) for start in range(max(1, len(labels) - 1)))


def aligned(author: str, envelope: str) -> bool:
    """Say whether SPF of the envelope's domain may speak for the author's (relaxed alignment, RFC 7489 section 3.1.2).

    Which part of a name is an organisation's own is not known here: two labels are taken for it.
    """
    return author.split(".")[-2:] == envelope.split(".")[-2:]
