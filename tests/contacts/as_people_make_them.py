"""Contact lists as people make them, written by code: what is in the file, and what must come of it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from openpyxl import Workbook

Row = Sequence[object]
Got = tuple[str, str, str, str]  # organisation, person, address, language


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplesList:
    """A list: what is odd about it, the file, and the contacts in it. `warned` are words of each warning, in order."""

    odd: str
    file: str
    data: bytes
    got: Sequence[Got]
    rejected: Sequence[int] = ()
    warned: Sequence[str] = ()
    noted: Sequence[str] = ()
    sheet: str = ""
    choose: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


def sheet_of(rows: Iterable[Row], *, merged: Sequence[str] = (), name: str = "List") -> bytes:
    """Return a workbook with one sheet."""
    return sheets({name: rows}, merged=merged)


def sheets(named: Mapping[str, Iterable[Row]], *, merged: Sequence[str] = (), hidden: Sequence[str] = ()) -> bytes:
    """Return a workbook; ranges are merged on its first sheet."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in named.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    for area in merged:
        workbook.worksheets[0].merge_cells(area)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def ods(rows: Iterable[Row], *, down: Mapping[tuple[int, int], int] | None = None) -> bytes:
    """Return an OpenDocument spreadsheet; `down` says, by row and column from 0, over how many rows a cell is merged."""
    over = down or {}
    lines = "".join(
        "<table:table-row>" + "".join(_ods_cell(text, over.get((r, c), 1)) for c, text in enumerate(row)) + "</table:table-row>"
        for r, row in enumerate(rows)
    )
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    content = f'<office:document-content {names} office:version="1.3"><office:body><office:spreadsheet>'
    content += f'<table:table table:name="List">{lines}</table:table></office:spreadsheet></office:body></office:document-content>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        package.writestr("content.xml", f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return buffer.getvalue()


def _ods_cell(text: object, rows: int) -> str:
    if text is None:
        return "<table:covered-table-cell/>"
    span = f' table:number-rows-spanned="{rows}" table:number-columns-spanned="1"' if rows > 1 else ""
    return f'<table:table-cell{span} office:value-type="string"><text:p>{escape(str(text))}</text:p></table:table-cell>'


def text(rows: Iterable[Row], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """Return rows as text, as they stand."""
    return "\r\n".join(delimiter.join(map(str, row)) for row in rows).encode(encoding)


_A, _B, _C = "a@alpha.example", "b@beta.example", "c@beta.example"
_PLAIN: tuple[Row, ...] = (("Organisation", "E-mail", "Language"), ("Alpha", _A, "fr"), ("Beta", _B, "en"))
_BOTH: tuple[Got, ...] = (("Alpha", "", _A, "fr"), ("Beta", "", _B, "en"))
_CODED: tuple[Row, ...] = (("Code", "E-mail", "Language"), ("A", _A, "fr"), ("B", _B, "en"))
_DE = PeoplesList(
    odd="German, with title, first and last name",
    file="Kontakte.csv",
    data=text(
        [
            ("Name der Behörde", "Anrede", "Vorname", "Nachname", "E-Mail-Adresse", "Korrespondenzsprache"),
            ("Amt A", "Frau", "Anna", "Groß", _A, "Deutsch"),
            ("Amt B", "Herr", "Bernd", "Klein", _B, "Englisch"),
        ],
        encoding="cp1252",
    ),
    got=[("Amt A", "Frau Anna Groß", _A, "de"), ("Amt B", "Herr Bernd Klein", _B, "en")],
)

LISTS: tuple[PeoplesList, ...] = (
    PeoplesList(
        odd="a column headed Contact that holds telephone numbers",
        file="annuaire.csv",
        data=text(
            [
                ("Dénomination", "Contact", "Mél.", "Langue de correspondance"),
                ("Alpha", "+33 1 22 33 44 55", _A, "Français"),
                ("Beta", "tél. 01 22 33 44 56", _B, "Anglais"),
            ]
        ),
        got=[("Alpha", "", _A, "fr"), ("Beta", "", _B, "en")],
    ),
    PeoplesList(
        odd="a telephone number where a name is to stand",
        file="a.csv",
        data=text([("Organisation", "Contact", "Email", "Language"), ("Alpha", "Ann Lee", _A, "en"), ("Beta", "022 730 51 11", _B, "fr")]),
        got=[("Alpha", "Ann Lee", _A, "en"), ("Beta", "", _B, "fr")],
    ),
    PeoplesList(
        odd="two rows of headings, of which the upper groups the lower, a title above and a note below",
        file="annuaire.xlsx",
        data=sheet_of(
            [
                ("Annuaire des autorités nationales, mars 2026",),
                ("Organisme", None, "Contact", None, None),
                ("Nom", "Pays", "Nom", "Courriel", "Langue"),
                ("Alpha SA", "France", "Jean Ba", _A, "français"),
                ("Beta", "Mali", "Awa Ki", _B, "anglais"),
                (None,),
                ("Source : secrétariat",),
            ],
            merged=["A1:E1", "A2:B2", "C2:E2"],
        ),
        got=[("Alpha SA", "Jean Ba", _A, "fr"), ("Beta", "Awa Ki", _B, "en")],
        noted=["Source"],
        sheet="List",
    ),
    PeoplesList(
        odd="a second person with an address in columns of their own",
        file="a.xlsx",
        data=sheet_of(
            [
                ("Organisation", "Contact 1", "E-mail 1", "Contact 2", "E-mail 2", "Language"),
                ("Alpha", "Ann", _A, "Bob", _B, "English"),
            ]
        ),
        got=[("Alpha", "Ann", _A, "en")],
        warned=['Addresses stand in "E-mail 2" too'],
        sheet="List",
    ),
    PeoplesList(odd="semicolons", file="a.csv", data=text(_PLAIN), got=_BOTH),
    PeoplesList(odd="tabs", file="a.txt", data=text(_PLAIN, "\t"), got=_BOTH),
    PeoplesList(odd="UTF-16 with tabs, as Excel saves Unicode text", file="a.txt", data=text(_PLAIN, "\t", "utf-16"), got=_BOTH),
    PeoplesList(odd="a plain sheet", file="a.xlsx", data=sheet_of(_PLAIN), got=_BOTH, sheet="List"),
    PeoplesList(odd="OpenDocument", file="a.ods", data=ods(_PLAIN), got=_BOTH, sheet="List"),
    PeoplesList(
        odd="French headings as a ministry has them",
        file="annuaire.csv",
        data=text(
            [
                ("Nom de l'organisme", "Pays", "Civilité", "Prénom", "Nom", "Adresse électronique", "Langue de correspondance"),
                ("Réseau A", "Suisse", "Mme", "Aïcha", "Diallo", _A, "français"),
                ("Réseau B", "Bénin", "M.", "Jean", "Ba", _B, "anglais"),
            ]
        ),
        got=[("Réseau A", "Mme Aïcha Diallo", _A, "fr"), ("Réseau B", "M. Jean Ba", _B, "en")],
    ),
    PeoplesList(
        odd="Dénomination and M./Mme",
        file="liste.csv",
        data=text([("Dénomination", "M./Mme", "Nom du contact", "Courriel", "Langue"), ("Alpha", "Mme", "Ba", _A, "fr")]),
        got=[("Alpha", "Mme Ba", _A, "fr")],
    ),
    PeoplesList(
        odd="Spanish",
        file="lista.csv",
        data=text(
            [
                ("Denominación social", "Tratamiento", "Nombre", "Apellidos", "Correo electrónico", "Idioma de correspondencia"),
                ("Alfa", "Sra.", "Ana", "Núñez", _A, "español"),
            ]
        ),
        got=[("Alfa", "Sra. Ana Núñez", _A, "es")],
    ),
    PeoplesList(
        odd="Portuguese",
        file="lista.csv",
        data=text(
            [("Nome da entidade", "Pessoa de contacto", "Endereço eletrónico", "Língua de correspondência"), ("Alfa", "Rui", _A, "francês")]
        ),
        got=[("Alfa", "Rui", _A, "fr")],
    ),
    PeoplesList(
        odd="Russian in its old encoding",
        file="список.csv",
        data=text(
            [
                ("Наименование организации", "Страна", "Контактное лицо", "Адрес электронной почты", "Язык переписки"),
                ("Связь", "Россия", "Иванов", _A, "русский"),
                ("Сеть", "Франция", "Петров", _B, "французский"),
            ],
            encoding="cp1251",
        ),
        got=[("Связь", "Иванов", _A, "ru"), ("Сеть", "Петров", _B, "fr")],
    ),
    PeoplesList(
        odd="Chinese",
        file="名单.xlsx",
        data=sheet_of([("机构名称", "国家", "联系人", "电子邮箱", "通信语言"), ("甲公司", "中国", "王", _A, "英语")], name="名单"),
        got=[("甲公司", "王", _A, "en")],
        sheet="名单",
    ),
    PeoplesList(
        odd="Arabic",
        file="قائمة.csv",
        data=text(
            [("اسم الهيئة", "البلد", "الاسم الكامل", "البريد الالكتروني", "لغة المراسلة"), ("النيل", "مصر", "أحمد", _A, "العربية")],
            ",",
        ),
        got=[("النيل", "أحمد", _A, "ar")],
    ),
    _DE,
    PeoplesList(
        odd="two languages in each heading",
        file="a.csv",
        data=text([("Organisme / Organisation", "Courriel (E-mail)", "Langue | Language"), ("Alpha", _A, "fr")]),
        got=[("Alpha", "", _A, "fr")],
    ),
    PeoplesList(
        odd="numbered headings with marks of what is required",
        file="a.csv",
        data=text([("1. Organisation *", "2. E-mail *", "3. Language"), ("Alpha", _A, "fr")]),
        got=[("Alpha", "", _A, "fr")],
    ),
    PeoplesList(
        odd="an organisation merged over its contacts",
        file="a.xlsx",
        data=sheet_of(
            [
                ("Organisation", "Country", "Contact name", "E-mail", "Language"),
                ("Alpha", "FR", "Ana", _A, "fr"),
                ("", "", "Bea", _B, "en"),
            ],
            merged=["A2:A3", "B2:B3"],
        ),
        got=[("Alpha", "Ana", _A, "fr"), ("Alpha", "Bea", _B, "en")],
        sheet="List",
    ),
    PeoplesList(
        odd="the same in OpenDocument",
        file="a.ods",
        data=ods([("Organisation", "E-mail", "Language"), ("Alpha", _A, "fr"), (None, _B, "en"), ("Beta", _C, "en")], down={(1, 0): 2}),
        got=[("Alpha", "", _A, "fr"), ("Alpha", "", _B, "en"), ("Beta", "", _C, "en")],
        sheet="List",
    ),
    PeoplesList(
        odd="a header of two rows, with merged cells",
        file="a.xlsx",
        data=sheet_of(
            [("Organisation", "Contact", "", "Language"), ("", "Contact name", "E-mail", ""), ("Alpha", "Ana", _A, "fr")],
            merged=["A1:A2", "B1:C1", "D1:D2"],
        ),
        got=[("Alpha", "Ana", _A, "fr")],
        sheet="List",
    ),
    PeoplesList(
        odd="regions as headings across the table",
        file="a.xlsx",
        data=sheet_of(
            [("Code", "Organisation", "E-mail", "Language"), ("EUROPE",), ("A", "Alpha", _A, "fr"), ("AFRICA",), ("B", "Beta", _B, "en")],
            merged=["A2:D2", "A4:D4"],
        ),
        got=_BOTH,
        noted=["EUROPE", "AFRICA"],
        sheet="List",
    ),
    PeoplesList(
        odd="a title and a date above the header",
        file="a.xlsx",
        data=sheet_of([("Sector members",), ("as of March 2012",), (), *_PLAIN], merged=["A1:C1"]),
        got=_BOTH,
        sheet="List",
    ),
    PeoplesList(
        odd="empty columns to the left and in between",
        file="a.xlsx",
        data=sheet_of([(), ("", "Organisation", "", "E-mail", "", "Language"), ("", "Alpha", "", _A, "", "fr")]),
        got=[("Alpha", "", _A, "fr")],
        sheet="List",
    ),
    PeoplesList(
        odd="notes under the table",
        file="a.xlsx",
        data=sheet_of(
            [*_PLAIN, (), ("See the annex",), ("* until the end of May",), ("Total: 2",), ("", "", "updated by the secretariat")]
        ),
        got=_BOTH,
        noted=["annex", "until the end", "Total", "secretariat"],
        sheet="List",
    ),
    PeoplesList(
        odd="a note right under the table",
        file="a.csv",
        data=text([*_PLAIN, ("Source: register of members", "", "")]),
        got=_BOTH,
        noted=["Source"],
    ),
    PeoplesList(
        odd="a sentence right under the table",
        file="a.csv",
        data=text([*_PLAIN, ("Members that left since the last conference are shown in the other register", "", "")]),
        got=_BOTH,
        noted=["Members that left"],
    ),
    PeoplesList(
        odd="an organisation without an address as the last",
        file="a.csv",
        data=text([*_PLAIN, ("Gamma", "", "")]),
        got=_BOTH,
        rejected=[4],
    ),
    PeoplesList(
        odd="an organisation that is named only in its first row",
        file="a.csv",
        data=text([*_PLAIN, ("", _C, "en")]),
        got=_BOTH,
        rejected=[4],
    ),
    PeoplesList(
        odd="several sheets, of which one is the list",
        file="a.xlsx",
        data=sheets({"Read me": [("This list is for the study.",)], "Members": _PLAIN, "Old": [("Firm", "Fax"), ("Alpha", 12)]}),
        got=_BOTH,
        sheet="Members",
    ),
    PeoplesList(
        odd="several sheets, and the second is wanted",
        file="a.xlsx",
        data=sheets({"2011": _PLAIN, "2012": [("Organisation", "E-mail", "Language"), ("Gamma", _C, "es")]}),
        got=[("Gamma", "", _C, "es")],
        sheet="2012",
        choose="2012",
    ),
    PeoplesList(
        odd="a hidden sheet that is asked for",
        file="a.xlsx",
        data=sheets({"Cover": [("Cover",)], "Data": _PLAIN}, hidden=["Data"]),
        got=_BOTH,
        sheet="Data",
        choose="data",
    ),
    PeoplesList(
        odd="several addresses in a cell, with names",
        file="a.xlsx",
        data=sheet_of([("Organisation", "E-mail", "Language"), ("Alpha", f"Ana Rossi <{_A}>\nBea Li: {_B} / {_C}", "fr")]),
        got=[("Alpha", "Ana Rossi", _A, "fr"), ("Alpha", "Bea Li", _B, "fr"), ("Alpha", "", _C, "fr")],
        sheet="List",
    ),
    PeoplesList(
        odd="addresses joined by words, in brackets, and as links",
        file="a.csv",
        data=text([("Organisation", "E-mail", "Language"), ("Alpha", f"{_A} et {_B}", "fr"), ("Beta", f"Bea Li (mailto:{_C})", "en")]),
        got=[("Alpha", "", _A, "fr"), ("Alpha", "", _B, "fr"), ("Beta", "Bea Li", _C, "en")],
    ),
    PeoplesList(
        odd="an address that somebody cut in two",
        file="a.csv",
        data=text([("Organisation", "E-mail", "Language"), ("Alpha", "ana rossi@alpha.example", "fr"), ("Beta", "b@beta.co uk", "en")]),
        got=[],
        rejected=[2, 3],
    ),
    PeoplesList(
        odd="no column of names that is known",
        file="a.csv",
        data=text([("Code", "Désignation", "E-mail", "Language"), ("A", "Alpha", _A, "fr"), ("B", "Beta", _B, "en")]),
        got=[("A", "", _A, "fr"), ("B", "", _B, "en")],
        warned=["Désignation"],
    ),
    PeoplesList(
        odd="the same, once it is said which it is",
        file="a.csv",
        data=text([("Code", "Désignation", "E-mail", "Language"), ("A", "Alpha", _A, "fr"), ("B", "Beta", _B, "en")]),
        columns={"Désignation": "organisation"},
        got=_BOTH,
    ),
    PeoplesList(
        odd="no column of languages",
        file="a.csv",
        data=text([("Organisation", "E-mail", "Sprachwunsch"), ("Alpha", _A, "fr"), ("Beta", _B, "en")]),
        got=[("Alpha", "", _A, "en"), ("Beta", "", _B, "en")],
        warned=["Sprachwunsch"],
    ),
    PeoplesList(
        odd="neither names nor languages",
        file="a.csv",
        data=text([("Code", "E-mail"), ("A", _A)]),
        got=[("A", "", _A, "en")],
        warned=["names of the organisations", "languages"],
    ),
    PeoplesList(
        odd="a salutation that is only a title",
        file="a.csv",
        data=text([("Organisation", "Salutation", "Contact name", "E-mail", "Language"), ("Alpha", "Ms", "Rossi", _A, "en")]),
        got=[("Alpha", "Ms Rossi", _A, "en")],
    ),
    PeoplesList(
        odd="a title that is what people do",
        file="a.csv",
        data=text([("Organisation", "Title", "Contact name", "E-mail", "Language"), ("Alpha", "Legal adviser", "Rossi", _A, "en")]),
        got=[("Alpha", "Rossi", _A, "en")],
    ),
    PeoplesList(
        odd="a title that stands in the name as well",
        file="a.csv",
        data=text([("Organisation", "Mr/Mrs", "Contact name", "E-mail", "Language"), ("Alpha", "Mrs", "Mrs Rossi", _A, "en")]),
        got=[("Alpha", "Mrs Rossi", _A, "en")],
    ),
    PeoplesList(
        odd="the same heading twice",
        file="a.csv",
        data=text([("Organisation", "E-mail", "E-mail", "Language"), ("Alpha", _A, _B, "fr")]),
        got=[("Alpha", "", _A, "fr")],
        warned=['Addresses stand in "E-mail (2)" too'],
    ),
)
