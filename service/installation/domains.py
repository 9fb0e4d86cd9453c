"""Asking DNS whether a sender's domain says who may write in its name. Where no server answers, that is said, and nothing waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import dns.asyncresolver
import dns.exception
import dns.resolver

from domain.mail.endpoint import NameServers
from domain.sentences import counted
from mailer.sender_policy import SELECTORS, dmarc_fault, dmarc_of, is_key, parents, spf_fault

# Names that are in no DNS (RFC 2606, RFC 6761): samples and tests have them.
_NOBODYS = frozenset({"example", "test", "invalid", "localhost"})
_OF_NOBODY = frozenset({"example.com", "example.net", "example.org"})

_RESERVED = "this name is reserved for examples and in no DNS, so SPF, DKIM and DMARC were not looked up"


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderDomain:
    """What is known of one domain: whether it was `asked`, whether it is `well`, and what was found, as sentences."""

    domain: str
    asked: bool
    well: bool
    found: tuple[str, ...]


def look_up(domains: Iterable[str], by: NameServers) -> tuple[SenderDomain, ...]:
    """Return what DNS says of these domains; all is asked at once, so that it takes as long as one question."""
    return asyncio.run(_all(sorted({one.lower().rstrip(".") for one in domains}), by))


async def _all(domains: Sequence[str], by: NameServers) -> tuple[SenderDomain, ...]:
    try:
        resolver = dns.asyncresolver.Resolver(configure=not by.servers)
    except dns.exception.DNSException as error:  # This machine has no resolv.conf that can be read.
        return tuple(_unknown(domain, error) for domain in domains)
    if by.servers:
        resolver.nameservers, resolver.port = list(by.servers), by.port
    resolver.lifetime = by.timeout
    return tuple(await asyncio.gather(*(_one(resolver, domain) for domain in domains)))


async def _one(resolver: dns.asyncresolver.Resolver, domain: str) -> SenderDomain:
    if domain.rpartition(".")[2] in _NOBODYS or ".".join(domain.split(".")[-2:]) in _OF_NOBODY:
        return SenderDomain(domain=domain, asked=False, well=True, found=(_RESERVED,))
    above = [f"_dmarc.{name}" for name in parents(domain)]
    keys = [f"{selector}._domainkey.{domain}" for selector in SELECTORS]
    said = await asyncio.gather(*(_texts(resolver, name) for name in (domain, *above, *keys)), return_exceptions=True)
    for one in said[: 1 + len(above)]:  # A server that fails for the name of some key tells nothing about the others.
        if isinstance(one, BaseException):
            return _unknown(domain, one)
    own, *others = [one if isinstance(one, tuple) else None for one in said]
    if own is None:
        gone = "there is no such name in DNS, so that receivers refuse mail from it"
        return SenderDomain(domain=domain, asked=True, well=False, found=(gone,))
    dmarc = next((tags for tags in map(dmarc_of, [one or () for one in others[: len(above)]]) if tags is not None), None)
    held = [selector for selector, records in zip(SELECTORS, others[len(above) :], strict=True) if is_key(records or ())]
    return _judged(domain, spf_fault(own), dmarc, held)


def _judged(domain: str, spf: str, dmarc: dict[str, str] | None, held: Sequence[str]) -> SenderDomain:
    faults = tuple(filter(None, (spf, dmarc_fault(dmarc))))
    policy = (f"DMARC asks receivers for p={dmarc['p'].lower()}",) if dmarc and not dmarc_fault(dmarc) else ()
    found = (*faults, *(() if spf else ("SPF is there",)), *policy, _keys(held))
    return SenderDomain(domain=domain, asked=True, well=not faults, found=found)


def _keys(held: Sequence[str]) -> str:
    """Say which DKIM keys were found. Their names cannot be listed by DNS, so that none found is no fault."""
    if held:
        return f"DKIM {'key' if len(held) == 1 else 'keys'} found: {', '.join(held)}"
    return f"no DKIM key under the {counted(len(SELECTORS), 'usual name')}; your mail server may use another"


async def _texts(resolver: dns.asyncresolver.Resolver, name: str) -> tuple[str, ...] | None:
    """Return the TXT records of a name; None where there is no such name (RFC 7208 section 3.3: the strings of one are joined).

    DNSException or OSError where no server answers.
    """
    try:
        answer = await resolver.resolve(f"{name}.", "TXT")
    except dns.resolver.NXDOMAIN:
        return None
    except dns.resolver.NoAnswer:
        return ()
    return tuple(b"".join(record.strings).decode(errors="replace") for record in answer)


def _unknown(domain: str, why: BaseException) -> SenderDomain:
    """Say that nothing is known of a domain; whatever is no fault of DNS or the network is raised."""
    if not isinstance(why, dns.exception.DNSException | OSError):
        raise why
    said = f"DNS could not be asked about SPF, DKIM and DMARC ({' '.join(str(why).split())[:200]})"
    return SenderDomain(domain=domain, asked=False, well=True, found=(said,))
