"""Whether the author's address of a message is really theirs, as far as a mail server that the agency trusts says so.

Only the headers of the servers that are named are believed, and of these the topmost: whatever the author wrote stands below what the
agency's own server put on top, and RFC 8601 section 5 asks that server to delete what pretends to be its own. It deletes its own name and
no other, so that a name is compared as it stands but for capitals (section 2.5): one with a dot behind it is somebody else's.
Sources: RFC 8601 (the field), RFC 9989 and RFC 7489 (DMARC and alignment).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from domain.evidence import Authentication, Author
from intake.parsing.addresses import addresses
from intake.parsing.headers import HeaderField
from intake.parsing.mail import Mail

_TO = ("to", "cc")
TOPMOST = "topmost"
_FIELD = "authentication-results"
_PASSES = {"pass", "bestguesspass"}  # Microsoft's word where a domain publishes no DMARC, and would pass if it did.
_WITHOUT_DMARC = {"", "none"}
# Of which author a server says what DMARC found; gateways of Cisco write `d`, all others what RFC 7489 section 11.1 says.
_ABOUT = ("header.from", "d")
_STATEMENT = re.compile(r'(?:[^;"\\]|\\.?|"(?:[^"\\]|\\.)*+")++', re.DOTALL)
_CLOSED = re.compile(r'(?:[^"\\]|\\.?|"(?:[^"\\]|\\.)*+")*+', re.DOTALL)
_PAIR = re.compile(r'\s*+([^\s="]{1,80})\s*+=\s*+((?:[^\s"\\]|\\.?|"(?:[^"\\]|\\.)*+")*+)', re.DOTALL)
_METHOD = re.compile(r"^([a-z][a-z0-9-]*)(?:/\d+)?$")
# The name of a server stands first and bare, since that is how it is told from one that somebody else made up; a version may follow it.
_SERVER = re.compile(r"([\w.-]{1,255})(?:\s+\d+)?\s*(?:;|$)", re.ASCII)
_DOMAIN = re.compile(r"(?:[^\s@\"\\]*@)?([\w.-]+)", re.ASCII)
# Below which many organisations of a country have their domains, as gov.example would be: governments, councils, science, commerce.
_SHARED = re.compile(
    r"(?:ac|admin|co|com|edu|educ|go|gob|gouv|gov|government|govt|gub|gv|int|lg|mil|ne|net|nhs|nic|or|org|police|sch|state)\.[a-z]{2}"
)
# What servers put between the fields of one of them; anything else was written before this server had the message.
_BETWEEN = ("authentication-results", "received-spf", "arc-", "x-")


@dataclass(frozen=True, slots=True)
class MethodResult:
    """What one method found (RFC 8601 section 2.2), as in `dkim=pass header.d=example.org`; all in lower case."""

    method: str
    result: str
    properties: dict[str, str] = field(default_factory=dict)

    def domains(self, *names: str) -> Iterator[str]:
        """Yield the domain in the first of the properties called so; an address gives its own, and what is no plain one gives none."""
        value = next((self.properties[name] for name in names if name in self.properties), "").strip("<>").rstrip(".")
        found = _DOMAIN.fullmatch(value)
        if found and "." in found[1]:
            yield found[1]


@dataclass(frozen=True, slots=True)
class AuthenticationResults:
    """One header field: the server that wrote it ("" where it names none, as Microsoft 365), its results, and how its name is spelt."""

    server: str
    results: tuple[MethodResult, ...]
    spelt: str = ""


def author(mail: Mail, authserv_ids: Sequence[str]) -> Author:
    """Return the author's address, and what the servers `authserv_ids` say of it (`topmost`: whoever wrote the first header)."""
    address = mail.sender
    if not authserv_ids:
        return Author(address=address)
    if not mail.author:
        why = "It does not have exactly one author, so nothing that is said of an author counts."
        return Author(address=address, authentication=Authentication.UNKNOWN, why=why)
    believed = _believed(mail.headers.fields, authserv_ids)
    if not believed:
        why = f"It carries no Authentication-Results of {' or '.join(authserv_ids)}."
        return Author(address=address, authentication=Authentication.UNKNOWN, why=why)
    verdict, why = _judge(believed, address.rpartition("@")[2])
    server = believed[0].server or TOPMOST
    return Author(address=address, authentication=verdict, server=server, why=f"{believed[0].server or 'The mail server'} says {why}.")


def for_us(author: Author, mail: Mail, own: Collection[str]) -> Author:
    """Return what is known of an author whose message names nobody at our domains as its recipient: not that they wrote it to us.

    A signature holds for what somebody wrote, whoever hands it on: what a contact wrote to a list of somebody else ("unsubscribe") comes
    to us unchanged, with every check passed. `own` are our addresses. Of a field that is written twice the last counts: what stands above
    it was added since, and most signatures do not cover that.
    """
    ours = {domain for one in own if (domain := one.rpartition("@")[2].lower())}
    fields = {one.name: one.raw for one in mail.headers.fields if one.name in _TO}
    named = {address.rpartition("@")[2] for raw in fields.values() for address in addresses(raw)}
    if author.authentication is not Authentication.PASSED or not ours or named & ours:
        return author
    why = f"{author.why.removesuffix('.')}; but it was written to nobody here, and may have been handed on."
    return replace(author, authentication=Authentication.UNKNOWN, why=why)


def parse_results(raw: str) -> AuthenticationResults:
    """Return what one field says; never raises. What is no `method=result` is passed over."""
    named = _SERVER.match(raw)
    text = _without_comments(raw)
    # Where nothing closes a quotation, nobody knows what is a result.
    statements = _STATEMENT.findall(text) if _CLOSED.fullmatch(text) else []
    # A server that writes no name begins with its first result at once.
    results = map(_result, statements[1:] if named else statements)
    name = named[1] if named else ""
    return AuthenticationResults(name.lower(), tuple(found for found in results if found is not None), name)


def _believed(fields: Sequence[HeaderField], authserv_ids: Sequence[str]) -> list[AuthenticationResults]:
    """Return the fields that are believed, topmost first: those of one hop that stand together, since what is below them is older.

    A server spells its name always alike, and may delete of what came in just what is spelt so: the topmost one says how.
    """
    named = {one.lower() for one in authserv_ids}
    believed: list[AuthenticationResults] = []
    for one in fields:
        if believed and not one.name.startswith(_BETWEEN):
            break
        if one.name != _FIELD or one.obsolete:
            continue
        found = parse_results(one.raw)
        if TOPMOST in named:
            return [found]
        if found.server in named and (not believed or found.spelt == believed[0].spelt):
            believed.append(found)
    return believed


def _judge(believed: Sequence[AuthenticationResults], domain: str) -> tuple[Authentication, str]:
    """Return the verdict on an author of `domain`, and how it was said: by DMARC, or by DKIM and SPF where the domain has none."""
    dmarc = next((one for header in believed for one in header.results if one.method == "dmarc"), MethodResult("dmarc", ""))
    about = next(dmarc.domains(*_ABOUT), "another author") if dmarc.properties.keys() & set(_ABOUT) else ""
    if about not in ("", domain):
        return Authentication.UNKNOWN, f"dmarc={dmarc.result}, but about {about}"
    if about and dmarc.result in _PASSES:
        return Authentication.PASSED, f"dmarc={dmarc.result} for {domain}"
    if dmarc.result == "fail":
        return Authentication.FAILED, f"dmarc=fail for {domain}: the author's address is forged"
    # A pass that does not say of whom may be another author's: then it is as if there were none.
    if dmarc.result in (_WITHOUT_DMARC if about else _WITHOUT_DMARC | _PASSES):
        for method, names in (("dkim", ("header.d", "header.i")), ("spf", ("smtp.mailfrom", "smtp.mail"))):
            said = _first_with(believed, method)
            aligned = next((one for one in said if one.result == "pass" and any(_aligned(domain, d) for d in one.domains(*names))), None)
            if aligned:
                without = "has no DMARC" if dmarc.result in _WITHOUT_DMARC else f"dmarc={dmarc.result} does not name"
                return Authentication.PASSED, f"{method}=pass for {domain}, which {without}"
    return Authentication.UNKNOWN, f"nothing that proves or disproves {domain}"


def _first_with(believed: Sequence[AuthenticationResults], method: str) -> tuple[MethodResult, ...]:
    """Return the results of a method in the topmost field that has any: one further down may be the author's own."""
    found = (tuple(one for one in header.results if one.method == method) for header in believed)
    return next((results for results in found if results), ())


def _aligned(author_domain: str, domain: str) -> bool:
    """Say whether a domain is the author's own, or a part of it, or contains it (relaxed alignment, without a list of suffixes).

    Two organisations below one domain do not speak for each other; nor those at a domain that many share for one below it, or the reverse.
    """
    shorter, longer = sorted((author_domain, domain), key=len)
    return author_domain == domain or ("." in shorter and not _SHARED.fullmatch(shorter) and longer.endswith(f".{shorter}"))


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


def _result(statement: str) -> MethodResult | None:
    """Return what one statement says; None where it is not made of `name=value` alone, so that nobody knows where a value ends."""
    pairs = [(found[1].lower(), _unquoted(found[2]).lower()) for found in _PAIR.finditer(statement)]
    if not pairs or _PAIR.sub("", statement).strip() or not (method := _METHOD.match(pairs[0][0])):
        return None
    return MethodResult(method[1], pairs[0][1], dict(reversed(pairs[1:])))


def _unquoted(value: str) -> str:
    """Return what a value says that is a quotation as a whole, unless that holds another; any other is as it stands."""
    inside = value[1:-1]
    return inside if len(value) > 1 and value[0] == value[-1] == '"' and not set(inside) & set('"\\@') else value
