"""Packages of Office: their parts may hold what is shown, and lead nowhere else.

Source: ECMA-376 part 1 (formulas, fields) and part 2 (OPC: content types, relationships).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from domain.mail.reference import holds_tag
from workbooks.containers import archive
from workbooks.harmless.attributes import leading
from workbooks.harmless.fields import fields_act
from workbooks.harmless.fitness import UNPACKED, Fitness
from workbooks.harmless.formulas import calls
from workbooks.refusal import Refused
from workbooks.xml import attribute, has_document_type, local, parse

_DECLARED = re.compile(rb"""\s{0,64}<\?xml[^>]{0,200}?\bencoding\s{0,8}=\s{0,8}["'](?!utf-8["']|us-ascii["'])""", re.IGNORECASE)
_REMOTE = re.compile(r"\s*(?:(?!mailto:)[a-z][a-z0-9+.-]*:|\\\\|//)", re.IGNORECASE)
_SOURCES = ("src", "href", "althref")
_NAMES_SOURCE = re.compile(rb"[\s:](?:src|href|althref)\s*=")
TEXTS = (".xml", ".rels", ".vml", ".rdf")
ENDINGS = (*TEXTS, ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff")
_PRINTERS = re.compile(r"xl/printersettings/\w{1,40}\.bin")
_TYPES = re.compile(
    r"macroEnabled|vbaProject|vbaData|oleObject|activeX|externalLink|connections\+xml|queryTable|customUI|webextension|macrosheet|dialogsheet"
    r"|altChunk|text/html|application/(?:xhtml|rtf|x-(?!fontdata$))",  # LibreOffice 26 declares how fonts would end, with none inside.
    re.IGNORECASE,
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
        return not _PRINTERS.fullmatch(name)
    if not name.endswith(TEXTS):
        return False
    root = parse(content)
    if name == "[content_types].xml":
        return any(_TYPES.search(str(value)) for one in root.iter(etree.Element) for value in one.attrib.values())
    has_fields = b"fld" in content or b"nstrText" in content
    acts = _fetches(content, root) or calls(content, root) or (has_fields and fields_act(root)) or _leads(content, root)
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
