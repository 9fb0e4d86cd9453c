"""Parsing XML that may be hostile: no document type, no entities, no network, no huge trees."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache

from lxml import etree

from workbooks.refusal import Refused

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*\sencoding\s*=\s*["'](?!utf-8["'])""", re.IGNORECASE)
_PREFIX = re.compile(rb"xmlns:([^\s=]+)")
_PREFIXES = 64
_SCHEMAS = "urn:oasis: http://schemas.openxmlformats.org/ http://purl.oclc.org/ http://schemas.microsoft.com/ urn:schemas-microsoft-com:"
_OFFICE = tuple(f"{{{one}" for one in (*_SCHEMAS.split(), "http://www.w3.org/1999/xlink"))
_PREDEFINED = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"))
_REFERENCE = re.compile("(&(?:#x[0-9A-Fa-f]{1,6};|#[0-9]{1,7};|amp;|))")


def parse(part: bytes) -> etree._Element:
    """Return the root of `part`; refused where it is not well-formed, or has a document type (which no OOXML or ODF part may)."""
    if has_document_type(part):
        raise Refused("file_broken")
    try:
        return etree.fromstring(part, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Refused("file_broken") from error


@cache
def _parser() -> etree.XMLParser:
    """Return the one parser: making one costs a child more memory than what it parses."""
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True, remove_comments=True)


def has_document_type(part: bytes) -> bool:
    """Say whether a part declares a document type, or an entity."""
    return bool(_DOCTYPE.search(_plain(part)))


def in_utf8(part: bytes) -> bytes:
    """Return a part in UTF-8, as nearly every program writes it, so that its bytes can be searched; as it is, where it cannot be parsed."""
    usual = part.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<" and b"\0" not in part[:4] and not _ENCODING.match(part)
    root = None if usual else parse_secondary(part)
    return part if root is None else etree.tostring(root, encoding="utf-8")


def has_prefixes(part: bytes, start: int, end: int | None = None) -> bool:
    """Say whether elements with a prefix stand between `start` and `end`, by those that are declared before.

    They may be of the part's own namespace, or of another one, which most programs pass over, or hold what only some are shown. No program
    declares so many that each of them could not be looked for.
    """
    prefixes = {*_PREFIX.findall(part, 0, start)}
    return len(prefixes) > _PREFIXES or any(part.find(b"<" + prefix + b":", start, end) >= 0 for prefix in prefixes)


def own(element: etree._Element, name: str = "*") -> Iterator[etree._Element]:
    """Yield the children of an element that are of its own namespace, and called so: those of others belong to another program."""
    yield from element.iterchildren(f"{{{etree.QName(element).namespace or ''}}}{name}")


def parse_secondary(part: bytes | None) -> etree._Element | None:
    """Return the root of a part that a workbook can do without (comments, properties), or None where it is missing or broken."""
    if part is None:
        return None
    try:
        return parse(part)
    except Refused:
        return None


def plain(part: bytes, start: int = 0, end: int | None = None) -> str | None:
    """Return `part` from `start` to `end` as text in which tags can be told from texts without a parser; None where that is not so.

    Up to its end it has neither a document type nor comments nor CDATA, in which `<` may be anything, and it is UTF-8.
    """
    # A single byte is found ten times as fast as two.
    if (part.find(b"!", 0, end) >= 0 and part.find(b"<!", 0, end) >= 0) or part.find(b"\0", 0, end) >= 0 or _ENCODING.match(part):
        return None
    if part.find(b"?", start, end) >= 0 and part.find(b"<?", max(start, 1), end) >= 0:
        return None
    try:
        text = part[start:end].decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    # XML 1.0, section 2.11.
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def begins_in_root(part: bytes, start: int, root: bytes) -> bool:
    """Say whether what begins at `start` stands right within the root of this name: within anything else, programs pass it over."""
    try:
        return start >= 0 and parse(part[:start] + b"</" + root + b">") is not None
    except Refused:
        return False


def unescaped(text: str) -> str:
    """Return a text out of `plain` XML with its references as the characters that they mean; Refused where one means none."""
    if "&" not in text:
        return text
    for reference, character in _PREDEFINED:
        text = text.replace(reference, character)
    if "&" not in text:
        return text
    # By turns a text and a reference. A sheet in Arabic may be written in references alone, of which there are then few different ones.
    pieces = _REFERENCE.split(text)
    pieces[1::2] = map(_character, pieces[1::2])
    return "".join(pieces)


def all_unescaped(texts: Sequence[str]) -> Sequence[str]:
    """Return what `unescaped` makes of each: at one go, since most texts of a workbook are short."""
    # NUL is in no XML, as itself or by reference.
    joined = "\0".join(texts)
    return unescaped(joined).split("\0") if "&" in joined else texts


@lru_cache(maxsize=4096)
def _character(reference: str) -> str:
    if reference == "&amp;":
        return "&"
    number = reference[2:-1]
    code = 0 if not number else int(number[1:], 16) if number[0] == "x" else int(number)
    # XML 1.0, section 2.2.
    if code in {9, 10, 13} or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF:
        return chr(code)
    raise Refused("file_broken")


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace, since transitional and strict OOXML differ in nothing else."""
    return str(element.tag).rpartition("}")[2]


def each(root: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Yield the descendants of `root` called `name`, in any namespace."""
    if root is not None:
        yield from root.iter(f"{{*}}{name}")


def attribute(element: etree._Element, name: str) -> str | None:
    """Return the attribute called `name`, in any namespace of office programs, or None; Refused where two say different things.

    Those of other namespaces are passed over, as office programs do: one of the same name would be taken for what is shown, or followed.
    """
    found = {
        str(value) for key, value in element.attrib.items() if str(key).rpartition("}")[2] == name and str(key).startswith((name, *_OFFICE))
    }
    if len(found) > 1:
        raise Refused("file_broken")
    return found.pop() if found else None


def _plain(part: bytes) -> bytes:
    # A document type could hide from the search in UTF-16 or UTF-32: without the NUL bytes it cannot.
    return part.replace(b"\0", b"") if b"\0" in part[:4096] else part
