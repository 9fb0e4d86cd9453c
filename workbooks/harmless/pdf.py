"""PDF: no name in it may be that of an action, whether it stands in the file or is packed in a stream.

Of kinds of actions there is an allow-list: places in the file, pages and mailboxes, and what a program has a name for.

Source: ISO 32000-2, sections 7.3.5 (names), 7.5.7 (object streams), 7.6 (encryption), 7.7.2 (catalog), 7.11 (other files), 12.6 (actions).
"""

from __future__ import annotations

import re

from domain.mail.reference import holds_tag
from workbooks.harmless.fitness import Fitness
from workbooks.harmless.streams import END, SPACE, plain_names, streams, unpacked, without_packed

# What acts; /OpenAction with an array is only the page that is shown first, which many programs write.
_ACTS = re.compile(
    rb"/(?:JavaScript|JS|AA|Launch|EmbeddedFiles?|EF|FileAttachment|(?i:Filespec)|RichMedia\w{0,20}|3D[A-Z]{0,2}|OnInstantiate|XFA|SubmitForm"
    rb"|ImportData|GoToR|GoToE|GoToDp|Movie|Rendition|Thread|OpenAction(?!%b{0,8}\[))%b" % (SPACE, END)
)
# A file that is named, in a text or behind a remark; /F is also a flag of what stands on a page, and a font may be called so.
_NAMES_FILE = re.compile(rb"/U?F%b*+(?:[(%%]|<(?!<))|/Base%b(?!%b*+\((?i:https?:))" % (SPACE, END, SPACE))
# A link may lead to a page, a mailbox, or a telephone only. /URI is also the name of the action itself, and of where all links begin.
_LEADS_ELSEWHERE = re.compile(
    rb"/URI%b(?!%b*+(?:/|>>|\(%b*+(?:https?:|mailto:|tel:|www\.)|<(?:<|68747470(?:73)?3a|6d61696c746f3a)))" % (END, SPACE, SPACE),
    re.IGNORECASE,
)
_HIDES = re.compile(rb"/Encrypt%b" % END)
# The dictionaries of streams: contents that lie in another file, pages and pictures of another one.
_ELSEWHERE = {b"F", b"FFilter", b"FDecodeParms", b"Ref", b"OPI"}
# /S tells the kind of an action, and also of much else; behind these names it is no key.
_KIND = re.compile(rb"(/(?:Tabs|Subtype|Name|AS|DV|V)%b*+)?/S%b*+(?:/([A-Za-z][\w.:-]{2,127})%b|%%)" % (SPACE, SPACE, END))
_KINDS = b"""
    GoTo URI Named Transparency Alpha Luminosity GTS_PDFX GTS_PDFA1 ISO_PDFE1 Split Blinds Box Wipe Dissolve Glitter Fly Push Cover Uncover
    Fade
    """
_KNOWN = frozenset(_KINDS.split())
# Kinds whose names stand for other things as well.
_ACTING = {b"Sound", b"Hide", b"ResetForm", b"SetOCGState", b"Trans", b"GoTo3DView"}
# What marks a text for who cannot see it has names of its own, and what it is part of.
_MARK = re.compile(rb"/(?:StructElem|NS)%b|/P%b++[0-9]" % (END, SPACE))
_AROUND = 512  # Bytes in which the rest of a dictionary stands.


def pdf(data: bytes) -> Fitness:
    """Look through a PDF; what is encrypted, or packed so that it cannot be looked through, is not known to be harmless."""
    if not data.startswith(b"%PDF-"):
        return Fitness.UNKNOWN
    found = streams(data)
    plain = plain_names(without_packed(data, found))
    packed = tuple(map(plain_names, unpacked(data, found)))
    if any(not _ELSEWHERE.isdisjoint(one.names) for one in found) or any(map(_acts, (plain, *packed))):
        return Fitness.ACTIVE
    if any(map(_hides, (plain, *packed))):
        return Fitness.UNKNOWN
    return Fitness.SECRET if any(holds_tag(text.decode("latin-1")) for text in packed) else Fitness.HARMLESS


def _acts(text: bytes) -> bool:
    if any(found.search(text) for found in (_ACTS, _NAMES_FILE, _LEADS_ELSEWHERE)):
        return True
    return any(not found[1] and found[2] in _ACTING for found in _KIND.finditer(text))


def _hides(text: bytes) -> bool:
    """Say whether it cannot be told what stands in a text, or a kind of action is none that is known."""
    return bool(_HIDES.search(text)) or any(not _is_known(text, found) for found in _KIND.finditer(text))


def _is_known(text: bytes, found: re.Match[bytes]) -> bool:
    if found[1] or found[2] in _KNOWN:
        return True
    begin = text.rfind(b"<<", max(0, found.start() - _AROUND), found.start())
    end = text.find(b">>", found.end(), found.end() + _AROUND)
    return bool(found[2] and _MARK.search(text, begin if begin >= 0 else found.start(), end if end >= 0 else found.end()))
