"""Packages of Office and of OpenDocument: their parts may hold what is shown, and lead nowhere else.

Sources: ECMA-376 part 1 (formulas, fields) and part 2 (OPC: content types, relationships); OpenDocument 1.3, parts 2 and 3.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from domain.reference import holds_tag
from workbooks import archive
from workbooks.harmless.fitness import UNPACKED, Fitness
from workbooks.refusal import Refused
from workbooks.xml import attribute, has_document_type, local, parse

_DECLARED = re.compile(rb"""\s{0,64}<\?xml[^>]{0,200}?\bencoding\s{0,8}=\s{0,8}["'](?!utf-8["']|us-ascii["'])""", re.IGNORECASE)
_REMOTE = re.compile(rb"""\b(?:src|href)\s{0,8}=\s{0,8}["']\s{0,8}(?:https?:|ftp:|file:|smb:|\\\\|//)""", re.IGNORECASE)
_FORMULAS = re.compile(rb"<(?:\w{1,20}:)?(?:f|definedName|formula[12]?)(?:\s[^<>]{0,4096})?>([^<]{1,16384})")
# What a formula may not do: call another program (`|` is DDE), or fetch something.
_CALLS = re.compile(rb"\||\b(?:WEBSERVICE|RTD|IMAGE|CALL|REGISTER(?:\.ID)?|EXEC|DDE)\s{0,8}\(", re.IGNORECASE)
_FIELDS = re.compile(r"\b(?:DDE|DDEAUTO|INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DATABASE|MACROBUTTON)\b", re.IGNORECASE)
TEXTS = (".xml", ".rels", ".vml")
_ENDINGS = (*TEXTS, ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff")
_PRINTERS = re.compile(r"xl/printersettings/\w{1,40}\.bin")
_TYPES = re.compile(
    rb"macroEnabled|vbaProject|vbaData|oleObject|activeX|externalLink|connections\+xml|queryTable|customUI|webextension|macrosheet|dialogsheet"
    rb"|altChunk|text/html|application/(?:xhtml|rtf|x-)",
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
    featurepropertybag documenttasks
    """
_RELATIONS = frozenset(_CONTENTS.split())
_OUTSIDE = re.compile(r"(?:https?:|mailto:|#)", re.IGNORECASE)


def office(name: str, content: bytes) -> bool:
    """Say whether a part of a package of Office acts, or leads to what does."""
    if not name.endswith(_ENDINGS):
        return not _PRINTERS.fullmatch(name)
    if name.endswith(".rels") and any(map(leads_elsewhere, parse(content).iter("{*}Relationship"))):
        return True
    if name == "[content_types].xml" and _TYPES.search(content):
        return True
    if _REMOTE.search(content) or calls(content):
        return True
    return name.startswith("word/") and b"nstr" in content and bool(_FIELDS.search(_fields(parse(content))))


def calls(content: bytes) -> bool:
    """Say whether a formula of a part in UTF-8 calls another program, or fetches something."""
    return any(_CALLS.search(found[1]) for found in _FORMULAS.finditer(content))


def leads_elsewhere(relation: etree._Element) -> bool:
    """Say whether a relationship leads to what is no content: out of the file, but for a page or a mailbox, or to what acts."""
    kind, target = relation.get("Type", "").rpartition("/")[2].lower(), relation.get("Target", "")
    if relation.get("TargetMode", "").lower() == "external":
        return kind != "hyperlink" or not _OUTSIDE.match(target)
    return kind not in _RELATIONS


def _fields(root: etree._Element) -> str:
    """Return what the fields of a text of Word do; their instructions may be written in several pieces."""
    pieces = [one.text or "" for one in root.iter("{*}instrText", "{*}delInstrText")]
    return " ".join(["".join(pieces), *(attribute(one, "instr") or "" for one in root.iter("{*}fldSimple"))])


_NO_CONTENT = frozenset(
    (
        *("event-listener", "script", "object", "object-ole", "plugin", "applet", "floating-frame"),
        *("dde-source", "dde-link", "dde-links", "dde-connection"),
        *("table-source", "cell-range-source", "connection-resource", "database-source-query"),
    )
)


def opendocument(name: str, content: bytes) -> bool:
    """Say whether a part of a package of OpenDocument acts; one may hold pictures, and links that a person follows."""
    if not name.endswith((*_ENDINGS, ".rdf", "mimetype")) or name.startswith(("basic/", "scripts/", "object ", "dialogs/")):
        return True
    return name in {"content.xml", "styles.xml"} and any(map(_acts, parse(content).iter(etree.Element)))


def _acts(element: etree._Element) -> bool:
    name, target = local(element), attribute(element, "href")
    if name in _NO_CONTENT or (target and not (_OUTSIDE.match(target) if name == "a" else re.match(r"(?:\./)?Pictures/|#", target))):
        return True
    formula = attribute(element, "formula")
    return formula is not None and bool(_CALLS.search(formula.encode("utf-8", "replace")) or "://" in formula)


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
