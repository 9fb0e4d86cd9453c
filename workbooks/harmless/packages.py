"""Packages of Office: their parts may hold what is shown, and lead nowhere else.

Source: ECMA-376 part 1 (formulas, fields) and part 2 (OPC: content types, relationships).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from domain.mail.reference import holds_tag
from workbooks.containers import archive
from workbooks.harmless.attributes import leading, may_lead
from workbooks.harmless.fields import fields_act
from workbooks.harmless.fitness import UNPACKED, Fitness
from workbooks.harmless.formulas import calls, calls_fetching, calls_others
from workbooks.harmless.pictures import is_picture
from workbooks.refusal import Refused
from workbooks.xml import attribute, has_document_type, in_utf8, local, parse

_DECLARED = re.compile(rb"""\s{0,64}<\?xml[^>]{0,200}?\bencoding\s{0,8}=\s{0,8}["'](?!utf-8["']|us-ascii["'])""", re.IGNORECASE)
_REMOTE = re.compile(r"\s*(?:(?!mailto:)[a-z][a-z0-9+.-]*:|\\\\|//)", re.IGNORECASE)
_SOURCES = ("src", "href", "althref")
_NAMES_SOURCE = re.compile(rb"[\s:](?:src|href|althref)\s*=")
TEXTS = (".xml", ".rels", ".vml", ".rdf")
ENDINGS = (*TEXTS, ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff")
_BREAK = re.compile(rb"<br\s{0,8}>", re.IGNORECASE)
_PRINTERS = re.compile(r"xl/printersettings/\w{1,40}\.bin")
_ACTIVE_TYPES = (
    r"vbaProject|vbaData|oleObject|activeX|externalLink|connections\+xml|queryTable|customUI|webextension|macrosheet|dialogsheet"
    # A sheet that is written otherwise than in XML; and LibreOffice 26 declares how fonts would end, with none inside.
    r"|ms-excel\.worksheet$|altChunk|text/html|application/(?:xhtml|rtf|x-(?!fontdata$))"
)
_OF_SENDERS = (re.compile(_ACTIVE_TYPES, re.IGNORECASE), calls_fetching)
_STRICT = (re.compile(f"macroEnabled|{_ACTIVE_TYPES}", re.IGNORECASE), calls_others)
# How programs begin, and packages and compound files, which may hold one.
_PROGRAMS = (
    *(b"MZ", b"\x7fELF", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe", b"#!", b"{\\rt", b"L\0\0\0\x01\x14\x02\0"),
    *(b"PK\3\4", b"\xd0\xcf\x11\xe0"),
)
# The relationships that lead to contents, by the last word of their type; what leads elsewhere or acts is not among them.
_CONTENTS = """
    officedocument core-properties extended-properties custom-properties thumbnail worksheet chartsheet sharedstrings styles theme calcchain
    comments vmldrawing drawing image hyperlink table tablesinglecells printersettings threadedcomment person sheetmetadata customxml
    customxmlprops chart chartstyle chartcolorstyle chartusershapes pivottable pivotcachedefinition pivotcacherecords settings websettings
    fonttable numbering footnotes endnotes header footer commentsextended commentsids commentsextensible people glossarydocument
    styleswitheffects customproperty themeoverride diagramdata diagramlayout diagramquickstyle diagramcolors diagramdrawing
    classificationlabels ctrlprop slicer slicercache timeline timelinecache xmlmaps namedsheetview chartex revisionheaders
    revisionlog usernames rdrichvalue rdrichvaluestructure rdrichvaluetypes rdsupportingpropertybag rdsupportingpropertybagstructure
    featurepropertybag documenttasks richvaluerel rdarray richstyles cellimage
    """
_RELATIONS = frozenset(_CONTENTS.split())
OUTSIDE = re.compile(r"(?:https?:|mailto:|#)", re.IGNORECASE)
PAGES = re.compile(r"https?:|mailto:", re.IGNORECASE)


# The letters of a serial letter come out of a data source; a sheet may be saved again as a page, wherever that is.
_BRINGS_OUT = ("mailMerge", "webPublishItem", "webPublishObject")


def office(name: str, content: bytes) -> bool:
    """Say whether a part of a package of Office acts, or leads to what does."""
    if not name.endswith(ENDINGS):
        return not _PRINTERS.fullmatch(name) or content.startswith(_PROGRAMS)
    if not name.endswith(TEXTS):
        return not is_picture(content)
    return _acts(name, content, _closed(content), _STRICT)


def _closed(content: bytes) -> etree._Element:
    """Return the root of a part, in which Excel does not close the breaks of its drawings' texts; Refused where it is no XML even so."""
    return parse(_BREAK.sub(b"<br/>", content))


def acts_for_its_sender(name: str, content: bytes, parsed: Callable[[str], etree._Element]) -> bool:
    """Say whether a part of a workbook that goes back to who sent it acts, or leads to what does, whatever the part is called.

    A program goes by the content types, which may name any part. Theirs may be functions of add-ins, pictures of any kind, and the
    content type of a workbook for macros that has none. `parsed` gives the root of a part; Refused where it looks like XML and is none.
    """
    said = in_utf8(content)
    if name.endswith(".vml"):
        return has_document_type(content) or _drawing_acts(name, said)
    if said.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        return has_document_type(content) or _acts(name, said, parsed(name), _OF_SENDERS)
    return name.endswith(TEXTS) or content.startswith(_PROGRAMS)


def _drawing_acts(name: str, content: bytes) -> bool:
    """Say whether a drawing in VML acts; in one that is no XML, as Excel writes some, whatever may lead somewhere or call a macro does."""
    try:
        root = _closed(content)
    except Refused:
        return b"\0" in content or may_lead(content) or b"fmla" in content.lower()
    return _acts(name, content, root, _OF_SENDERS)


def _acts(name: str, content: bytes, root: etree._Element, how: tuple[re.Pattern[str], Callable[[str], bool]]) -> bool:
    """Say whether a part in UTF-8, parsed as `root`, acts: by types of contents that are declared, or by formulas that are said to act."""
    types, others = how
    if name == "[content_types].xml":
        return any(types.search(str(value)) for one in root.iter(etree.Element) for value in one.attrib.values())
    has_fields = b"fld" in content or b"nstrText" in content
    acts = _fetches(content, root) or calls(content, root, others) or (has_fields and fields_act(root)) or _leads(content, root)
    return acts or any(map(leads_elsewhere, root.iter("{*}Relationship")))


def _leads(content: bytes, root: etree._Element) -> bool:
    """Say whether a part in UTF-8 leads somewhere otherwise than by a link, which `leads_elsewhere` looks at."""
    if any(name.encode() in content and root.find(f".//{{*}}{name}") is not None for name in _BRINGS_OUT):
        return True
    return any(not (name == "Target" and PAGES.match(value) and _is_link(one)) for one, name, value in leading(content, root))


def _is_link(element: etree._Element) -> bool:
    return local(element) == "Relationship" and element.get("TargetMode", "").lower() == "external"


def _fetches(content: bytes, root: etree._Element) -> bool:
    """Say whether a part in UTF-8 shows what lies elsewhere."""
    if not _NAMES_SOURCE.search(content):
        return False
    return any(_REMOTE.match(attribute(one, name) or "") for one in root.iter(etree.Element) for name in _SOURCES)


def leads_elsewhere(relation: etree._Element) -> bool:
    """Say whether a relationship leads to what is no content: out of the file, but for a page or a mailbox, or to what acts."""
    kind, target = relation.get("Type", "").rpartition("/")[2].lower(), relation.get("Target", "")
    if relation.get("TargetMode", "").lower() == "external":
        return kind != "hyperlink" or not OUTSIDE.match(target)
    return kind not in _RELATIONS


def package(acts: Callable[[str, bytes], bool], data: bytes) -> Fitness:
    """Look through a package, each part by itself; Refused where one is a text that cannot be looked through."""
    members, secret = archive.members(data), False
    if sum(member.size for member in members) > UNPACKED:
        raise Refused("file_too_large")
    for member in members:
        name, content = member.name.lower(), archive.inflated(data, member)
        if name.endswith(TEXTS) and (b"\0" in content or _DECLARED.match(content.removeprefix(b"\xef\xbb\xbf"))):
            raise Refused("file_broken")
        if acts(name, content) or (name.endswith(TEXTS) and has_document_type(content)):
            return Fitness.ACTIVE
        secret = secret or (name.endswith(TEXTS) and holds_tag(content.decode("utf-8", "replace")))
    return Fitness.SECRET if secret else Fitness.HARMLESS
