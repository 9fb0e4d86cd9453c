"""Whether the author's address of a message is really theirs, as far as a mail server that the agency trusts says so.

Only the headers of the servers that are named are believed, and of these the topmost: whatever the author wrote stands below what the
agency's own server put on top, and RFC 8601 section 5 asks that server to delete what pretends to be its own.
Sources: RFC 8601 (the field), RFC 9989 and RFC 7489 (DMARC and alignment).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from domain.evidence import Authentication, Author
from intake.parsing.headers import HeaderField
from intake.parsing.mail import Mail

TOPMOST = "topmost"
_FIELD = "authentication-results"
_PASSES = {"pass", "bestguesspass"}  # Microsoft's word where a domain publishes no DMARC, and would pass if it did.
_WITHOUT_DMARC = {"", "none"}
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*+)"|((?:[^\s;="\\]|\\.?)+)|([;=])', re.DOTALL)
_METHOD = re.compile(r"^([a-z][a-z0-9-]*)(?:/\d+)?$")


@dataclass(frozen=True, slots=True)
class MethodResult:
    """What one method found (RFC 8601 section 2.2), as in `dkim=pass header.d=example.org`; all in lower case."""

    method: str
    result: str
    properties: dict[str, str] = field(default_factory=dict)

    def domains(self, *names: str) -> Iterator[str]:
        """Yield the domains in the properties called so; an address gives its own."""
        for name in names:
            domain = self.properties.get(name, "").rpartition("@")[2].strip("<>.")
            if "." in domain:
                yield domain


@dataclass(frozen=True, slots=True)
class AuthenticationResults:
    """One header field: the server that wrote it ("" where it names none, as Microsoft 365), and its results."""

    server: str
    results: tuple[MethodResult, ...]


def author(mail: Mail, authserv_ids: Sequence[str]) -> Author:
    """Return the author's address, and what the servers `authserv_ids` say of it (`topmost`: whoever wrote the first header)."""
    written = [one for one in mail.headers.fields if one.name == "from"]
    addresses = mail.headers.addresses("from")
    address = addresses[0] if addresses else mail.sender
    if not authserv_ids:
        return Author(address=address)
    if len(written) != 1 or len(addresses) != 1:
        why = "It does not have exactly one author, so nothing that is said of an author counts."
        return Author(address=address, authentication=Authentication.UNKNOWN, why=why)
    believed = _believed(mail.headers.fields, authserv_ids)
    if not believed:
        why = f"It carries no Authentication-Results of {' or '.join(authserv_ids)}."
        return Author(address=address, authentication=Authentication.UNKNOWN, why=why)
    verdict, why = _judge(believed, address.rpartition("@")[2])
    server = believed[0].server or TOPMOST
    return Author(address=address, authentication=verdict, server=server, why=f"{believed[0].server or 'The mail server'} says {why}.")


def parse_results(raw: str) -> AuthenticationResults:
    """Return what one field says; never raises. What is no `method=result` is passed over."""
    statements = _statements(raw)
    first = next(statements, [])
    server = ""
    # A server that writes no name begins with its first result at once.
    if first and "=" not in first[:2]:
        server = first[0].lower().rstrip(".")
        first = []
    results = (_result(words) for words in (first, *statements))
    return AuthenticationResults(server, tuple(found for found in results if found is not None))


def _believed(fields: Sequence[HeaderField], authserv_ids: Sequence[str]) -> list[AuthenticationResults]:
    """Return the fields that are believed, topmost first: those of one hop, since what stands below the next hop is older."""
    named = {one.lower().rstrip(".") for one in authserv_ids}
    believed: list[AuthenticationResults] = []
    for one in fields:
        if one.name == "received" and believed:
            break
        if one.name != _FIELD:
            continue
        found = parse_results(one.raw)
        if TOPMOST in named:
            return [found]
        if found.server in named:
            believed.append(found)
    return believed


def _judge(believed: Sequence[AuthenticationResults], domain: str) -> tuple[Authentication, str]:
    """Return the verdict on an author of `domain`, and how it was said: by DMARC, or by DKIM and SPF where the domain has none."""
    dmarc = next((one for header in believed for one in header.results if one.method == "dmarc"), None)
    about = next(dmarc.domains("header.from"), domain) if dmarc else domain
    if about != domain:
        return Authentication.UNKNOWN, f"dmarc={dmarc.result if dmarc else ''}, but about {about}"
    if dmarc and dmarc.result in _PASSES:
        return Authentication.PASSED, f"dmarc={dmarc.result} for {domain}"
    if dmarc and dmarc.result == "fail":
        return Authentication.FAILED, f"dmarc=fail for {domain}: the author's address is forged"
    if (dmarc.result if dmarc else "") in _WITHOUT_DMARC:
        for method, names in (("dkim", ("header.d", "header.i")), ("spf", ("smtp.mailfrom", "smtp.mail"))):
            said = _first_with(believed, method)
            aligned = next((one for one in said if one.result == "pass" and any(_aligned(domain, d) for d in one.domains(*names))), None)
            if aligned:
                return Authentication.PASSED, f"{method}=pass for {domain}, which has no DMARC"
    return Authentication.UNKNOWN, f"nothing that proves or disproves {domain}"


def _first_with(believed: Sequence[AuthenticationResults], method: str) -> tuple[MethodResult, ...]:
    """Return the results of a method in the topmost field that has any: one further down may be the author's own."""
    found = (tuple(one for one in header.results if one.method == method) for header in believed)
    return next((results for results in found if results), ())


def _aligned(author_domain: str, domain: str) -> bool:
    """Say whether a domain is the author's own, or a part of it, or contains it (relaxed alignment, without a list of suffixes)."""
    shorter, longer = sorted((author_domain, domain), key=len)
    return author_domain == domain or ("." in shorter and longer.endswith(f".{shorter}"))


def _statements(raw: str) -> Iterator[list[str]]:
    """Yield the words of the field between semicolons, without comments."""
    words: list[str] = []
    for quoted, word, mark in _TOKEN.findall(_without_comments(raw)):
        if mark == ";":
            yield words
            words = []
        else:
            words.append(quoted or word or mark)
    if words:
        yield words


def _without_comments(raw: str) -> str:
    """Return `raw` without its comments, which may be nested (RFC 5322 section 3.2.2)."""
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for character in raw:
        if escaped or character == "\\":
            escaped = not escaped
            if depth:
                continue
        elif character == '"' and not depth:
            quoted = not quoted
        elif character == "(" and not quoted:
            depth += 1
        elif character == ")" and not quoted and depth:
            depth -= 1
            kept.append(" ")
            continue
        if not depth:
            kept.append(character)
    return "".join(kept)


def _result(words: Sequence[str]) -> MethodResult | None:
    pairs = [(words[at - 1].lower(), words[at + 1].lower()) for at in range(1, len(words) - 1) if words[at] == "="]
    if not pairs or not (method := _METHOD.match(pairs[0][0])):
        return None
    return MethodResult(method[1], pairs[0][1], dict(reversed(pairs[1:])))
