"""Formulas: they may work out what a file shows, and neither call another program, nor name another file, nor fetch anything.

What they call is an allow-list. What they name is looked for all over them, since a text may be the name of what another function opens.

Sources: ECMA-376 part 1, section 18.17; OpenDocument 1.3 part 4 (OpenFormula), section 5.8. Windows hands its user's login to the server
on which a spreadsheet program looks for a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lxml import etree

from workbooks.harmless.functions import FETCHING, RECKONING
from workbooks.xml import local

_REACHES = re.compile(
    r"""
    \|                                                                      # Another program, by DDE.
    | \b(?:WEBSERVICE|RTD|IMAGE|CALL|REGISTER(?:\.ID)?|EXEC|DDE|SQL\.REQUEST|IMPORT[A-Z]+)\s*\(
    | \\\\ | \bfile: | (?<!"http)(?<!"https)://                             # A share, a file, an address that is no text of its own.
    | \[[^][]*\][\w.]*! | '\#                                               # A sheet or a name of another workbook.
    | \bHYPERLINK\s*+\((?!\s*+"(?:https?://|mailto:|\#))                     # A link to what is no page, mailbox or place within.
    """,
    re.IGNORECASE | re.VERBOSE,
)
_QUOTED = re.compile(r"'([^']*)'!")
_NOT_IN_SHEETS = frozenset("\\/:[]")  # No sheet is called so: a quoted name with one of them names another file.

# What stands in a text, a quoted name or the brackets of a reference calls nothing. In brackets Excel writes an apostrophe before a sign
# that stands for itself, and OpenDocument puts names into apostrophes: however they are read, nothing else may be called.
_TEXT = """"[^"]*"|'[^']*'"""
_OPAQUE = (
    re.compile(rf"{_TEXT}|(?<!')\[(?:[^][']|'.|\[(?:[^][']|'.)*+\])*+\]", re.DOTALL),
    re.compile(rf"{_TEXT}|\[(?:[^][']|'[^']*')*+\]"),
)
_CALLED = re.compile(r"(?<![\w.?!\\])([\w.?!\\]++)\s*+\(")
_GIVEN = re.compile(r"_xleta\.([\w.?\\]*)", re.IGNORECASE)  # A function that another is to call.
_DEFINED = "_XLPM."  # What a formula gives a name itself.
_PREFIXES = re.compile(
    r"\A(?:_XLFN\.|_XLWS\.|COM\.MICROSOFT\.|ORG\.(?:OPENOFFICE|LIBREOFFICE)\."
    r"|COM\.SUN\.STAR\.SHEET\.ADDIN\.(?:ANALYSIS|DATEFUNCTIONS|PRICINGFUNCTIONS)\.GET)+"
)

_ELEMENTS = ("f", "formula", "formula1", "formula2", "oldFormula", "definedName", "calculatedColumnFormula", "totalsRowFormula")
_CONTROLS = ("fmlaMacro", "fmlaLink", "fmlaRange", "fmlaPict", "fmlaTxbx", "fmlaGroup")
_ATTRIBUTES = frozenset(("formula", "expression", "condition", "macro", "textlink", *_CONTROLS))
_MENTIONING = frozenset(("value", "location"))  # These may be any text, or refer to something.
_WRITTEN = re.compile(rb"[\s:](?:%b|val)\s*=" % "|".join(sorted(_ATTRIBUTES | _MENTIONING)).encode())
_OF_RULES = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value"
# The words of conditions before a bracket: OpenDocument 1.3 part 3, sections 19.470 and 19.640, and those of LibreOffice.
_WORDS = re.compile(
    r"(?<![\w.-])(?:cell-content(?:-[a-z]{1,9}){0,5}|is-true-formula|value|formula-is|(?:not-)?between|(?:begins|ends)-with"
    r"|(?:not-)?contains-text|(?:top|bottom)-(?:elements|percent))\s*(?=\()"
)


def reaches_out(formula: str) -> bool:
    """Say whether a formula calls another program, names another file, or fetches something, in a way that is known."""
    return bool(_REACHES.search(formula)) or any(not _NOT_IN_SHEETS.isdisjoint(name) for name in _QUOTED.findall(formula))


def calls_others(formula: str) -> bool:
    """Say whether a formula calls, or lets another call, a function that is not known to only work something out."""
    return any("HYPERLINK" in given or not called | given <= RECKONING for called, given in _called(formula))


def calls_fetching(formula: str) -> bool:
    """Say whether a formula calls a function that is known to fetch something, or lets another call what may do so."""
    return any(not called.isdisjoint(FETCHING) or not given <= RECKONING for called, given in _called(formula))


def _called(formula: str) -> Iterator[tuple[set[str], set[str]]]:
    """Yield the functions that a formula calls, and those that it gives others to call, in either way in which it may be read."""
    if "(" in formula or _GIVEN.search(formula):
        # Only brackets are read in two ways.
        for one in _OPAQUE if "[" in formula else _OPAQUE[:1]:
            bare = one.sub('"', formula)
            called, given = ({_PREFIXES.sub("", _capital(name)) for name in found.findall(bare)} for found in (_CALLED, _GIVEN))
            yield {name for name in called if not name.startswith(_DEFINED)}, given


def _capital(name: str) -> str:
    return name.upper() if name.isascii() else name  # Some letters of other alphabets have one of ASCII for their capital.


def calls(content: bytes, root: etree._Element, others: Callable[[str], bool] = calls_others) -> bool:
    """Say whether a part in UTF-8, parsed as `root`, has a formula that names another file, calls another program, or `others`."""
    if any(reaches_out(one) or others(one) for one in _formulas(root)):
        return True
    # Most sheets have none of these, and it takes long to look for them at each cell.
    if not _WRITTEN.search(content):
        return False
    written = ((one, str(key), str(value)) for one in root.iter(etree.Element) for key, value in one.attrib.items())
    return any(_acts(*one, others) for one in written)


def _formulas(root: etree._Element) -> Iterator[str]:
    for element in root.iter(*(f"{{*}}{name}" for name in _ELEMENTS), *(f"{{*}}F{name[1:]}" for name in _CONTROLS)):
        if not str(element.tag).partition("}")[0].endswith("/math"):  # Fractions are called as formulas are.
            yield "".join(map(str, element.itertext()))


def _acts(element: etree._Element, key: str, value: str, others: Callable[[str], bool]) -> bool:
    name = key.rpartition("}")[2]
    is_formula = name in _ATTRIBUTES or key == _OF_RULES or (name == "val" and local(element) == "cfvo")
    return (is_formula and others(_WORDS.sub("", value))) or ((is_formula or name in _MENTIONING) and reaches_out(value))
