"""Forms that are drawn as on paper, in several languages: lines, boxes, signs and gaps to fill in. One a function; each has its truth.

Each also has what looks like it and asks for nothing: rules beneath titles, separators, notes, frames around text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xlsxwriter.worksheet import Worksheet

from tests.adopt.making import Maker, Sample


def _maker(name: str) -> Maker:
    return Maker(name, protect=False, colours=False)


def _line(make: Maker, page: Worksheet, row: int, first: str, last: str) -> None:
    """Draw a line to write on in a row, over cells that are not merged."""
    ruled = make.book.add_format({"bottom": 1})
    for column in range(ord(first), ord(last) + 1):
        page.write_blank(f"{chr(column)}{row}", None, ruled)


def _room(make: Maker, page: Worksheet, top: int, bottom: int, first: str, last: str) -> None:
    """Draw a frame around cells that are not merged, as one draws it in Excel."""
    columns = range(ord(first), ord(last) + 1)
    for row in range(top, bottom + 1):
        for column in columns:
            sides = {"left": column == columns[0], "right": column == columns[-1], "top": row == top, "bottom": row == bottom}
            page.write_blank(f"{chr(column)}{row}", None, make.book.add_format({side: 1 for side, is_there in sides.items() if is_there}))


def _widths(page: Worksheet, **widths: float) -> None:
    for column, width in widths.items():
        page.set_column(f"{column}:{column}", width)


def lines() -> Sample:
    """Return an application whose labels have lines behind them, some far behind, and captions beneath."""
    make = _maker("paper-lines-en")
    page, rule = make.sheet("Application"), make.book.add_format({"bold": True, "bottom": 2})
    _widths(page, A=6, B=9, C=5, D=5, E=5, F=6, G=6, H=9, I=9, J=9)
    for c in "ABCDEFGHIJ":
        page.write(f"{c}1", "Application for a grant" if c == "A" else "", rule)
    page.write("A2", "All that you tell us stays with the office, and is used for no other purpose.")
    _line(make, page, 3, "A", "J")
    rows = (("Name of the applicant:", "C"), ("Address:", "C"), ("Telephone (with the code of the country):", "E"))
    for row, (said, first) in enumerate(rows, 5):
        page.write(f"A{row}", said)
        page.merge_range(f"{first}{row}:F{row}", "", make.book.add_format({"bottom": 1}))
        make.truth["Application", f"{first}{row}"] = (said, "")
    for row, said in enumerate(("Fax:", "E-mail:"), 5):
        page.write(f"H{row}", said)
        _line(make, page, row, "I", "J")
        make.truth["Application", f"I{row}"] = (said, "")
    page.write("A9", "Describe the project, its partners and how long it is going to take in each of its stages:")
    page.write("A10", "(go on overleaf)")
    for row in (11, 12, 13):
        _line(make, page, row, "A", "J")
        make.truth["Application", f"A{row}"] = ("", "")  # Which is one answer in three cells: nobody could call them anything.
    page.write("A14", "Which other programmes did you apply to, and with which outcome?")
    for row in (15, 16):
        _line(make, page, row, "A", "J")
        make.truth["Application", f"A{row}"] = ("", "")
    _line(make, page, 20, "A", "C")
    _line(make, page, 20, "F", "H")
    page.write("A21", "Place and date")
    page.write("F21", "Signature of the applicant")
    make.truth["Application", "A20"] = ("Place and date", "")
    page.write("A23", "Note:", make.bold)
    page.write("A24", "The office answers within six weeks. Applications without a signature go back.")
    return make.done()


def boxes() -> Sample:
    """Return boxes to tick that are small framed cells before their words, in one column and in several."""
    make = _maker("paper-boxes-fr")
    page, box = make.sheet("Enquête"), make.book.add_format({"border": 1})
    _widths(page, A=3, B=26, C=3, D=3, E=26, F=3, G=20)
    page.write("A1", "Enquête auprès des communes", make.bold)
    page.write("A3", "1. Quels services la commune assure-t-elle ?")
    left = ("Eau potable", "Assainissement", "Déchets ménagers", "Voirie")
    for row, (one, other) in enumerate(zip(left, ("Écoles", "Crèches", "Bibliothèques", "Sports"), strict=True), 5):
        for c, behind, said in (("A", "B", one), ("D", "E", other)):
            page.write_blank(f"{c}{row}", None, box)
            page.write(f"{behind}{row}", said)
            make.truth["Enquête", f"{c}{row}"] = (said, "select_one")
    page.write("B9", "Autre (préciser) :")
    _line(make, page, 9, "C", "G")
    make.truth["Enquête", "C9"] = ("Autre (préciser) :", "")
    page.write("A11", "2. La commune a-t-elle un budget annexe ?")
    for c, behind, said in (("A", "B", "Oui"), ("D", "E", "Non"), ("F", "G", "Ne sait pas")):
        page.write_blank(f"{c}12", None, box)
        page.write(f"{behind}12", said)
        make.truth["Enquête", f"{c}12"] = (said, "select_one")
    _room(make, page, 14, 17, "A", "G")
    page.write("B15", "Merci de retourner ce questionnaire avant le 30 juin.")
    return make.done()


def signs() -> Sample:
    """Return boxes to tick that are signs: alone, of a font of signs, and before words in one cell."""
    make = _maker("paper-signs-de")
    page, symbols = make.sheet("Bogen"), make.book.add_format({"font_name": "Wingdings"})
    _widths(page, A=4, B=40)
    page.write("A1", "Erhebungsbogen", make.bold)
    page.write("A2", "Zutreffendes bitte ankreuzen")
    for row, said in enumerate(("Öffentlicher Träger", "Freier Träger", "Privater Träger"), 4):
        page.write(f"A{row}", "☐")
        page.write(f"B{row}", said)
        make.truth["Bogen", f"A{row}"] = (said, "select_one")
    page.write("A8", "Wird die Einrichtung gefördert?")
    for row, (sign, said) in enumerate((("o", "ja, vom Bund"), ("¨", "ja, vom Land"), ("q", "nein")), 9):
        page.write(f"A{row}", sign, symbols)
        page.write(f"B{row}", said)
        make.truth["Bogen", f"A{row}"] = (said, "select_one")
    page.write("A13", "Gibt es einen Bericht?")
    for row, said in enumerate(("ja", "nein"), 14):
        page.write(f"B{row}", f"☐ {said}")
        make.truth["Bogen", f"B{row}"] = (said, "select_one")
    page.write("A17", "o = Feld bleibt leer; bitte nichts eintragen.")
    return make.done()


def gaps() -> Sample:
    """Return labels with gaps to write on in their own cells, of underlines and of dots."""
    make = _maker("paper-gaps-es")
    page = make.sheet("Ficha")
    _widths(page, A=60, C=40)
    page.write("A1", "Ficha de la entidad", make.bold)
    page.write("A2", "Índice ............................ 3")
    said = (
        "Nombre de la entidad: ____________________",
        "Dirección ..............................",
        "Año: ______ (cuatro cifras)",
    )
    for row, text in enumerate(said, 4):
        page.write(f"A{row}", text)
        make.truth["Ficha", f"A{row}"] = ("", "")
    page.write("C4", "NIF: ……………………")
    page.write("C5", "Sector: [  ] público   [  ] privado")
    make.truth["Ficha", "C4"] = make.truth["Ficha", "C5"] = ("", "")
    page.write("A9", "Firma")
    page.write("A8", "______________________________")
    make.truth["Ficha", "A8"] = ("Firma", "")
    page.write("A11", "-----")
    page.write("A12", "Las fichas se devuelven al ministerio...")
    return make.done()


def combs() -> Sample:
    """Return codes and days that are written into boxes for one sign each."""
    make = _maker("paper-combs-pt")
    page, box = make.sheet("Registo"), make.book.add_format({"border": 1, "align": "center"})
    _widths(page, A=30)
    page.set_column("B:M", 2.7)
    page.merge_range("A1:M1", "Registo da instituição", make.head)
    for row, said, many in ((3, "Código da instituição", 6), (5, "Data de início (DDMMAAAA)", 8), (7, "NIF", 9)):
        page.write(f"A{row}", said)
        for column in range(1, 1 + many):
            page.write_blank(row - 1, column, None, box)
            make.truth["Registo", f"{chr(65 + column)}{row}"] = (said, "date" if many == 8 else "text")
    return make.done()


def rooms() -> Sample:
    """Return room for words beneath long questions: frames around cells, merged ones that are framed at their edges alone."""
    make = _maker("paper-rooms-ru")
    page = make.sheet("Анкета")
    page.write("A1", "Анкета для органов управления", make.bold)
    page.write("A3", "1. Опишите основные результаты работы за отчётный год и трудности, с которыми вы столкнулись.")
    _room(make, page, 4, 9, "A", "H")
    make.truth["Анкета", "A4"] = ("1. Опишите основные результаты работы за отчётный год и трудности, с которыми вы столкнулись.", "")
    page.write("A11", "2. Какие меры вы планируете?")
    page.merge_range("A12:H16", "", make.book.add_format({"left": 1, "top": 1, "bottom": 1, "right": 1}))
    make.truth["Анкета", "A12"] = ("2. Какие меры вы планируете?", "text")
    _room(make, page, 18, 20, "A", "D")
    page.write("B19", "Место для печати")
    page.write("F18", "Подпись:")
    _line(make, page, 18, "G", "H")
    return make.done()


def yes_and_no() -> Sample:
    """Return statements with narrow columns for yes and no beneath a merged head, from right to left."""
    make = _maker("paper-yes-ar")
    page, box = make.sheet("استبيان"), make.book.add_format({"border": 1})
    page.right_to_left()
    _widths(page, A=5, B=50, C=5, D=5, E=8)
    head: Any = make.book.add_format({"border": 1, "bold": True})
    page.merge_range("A2:A3", "م", head)
    page.merge_range("B2:B3", "العبارة", head)
    page.merge_range("C2:E2", "الإجابة", head)
    page.write_row("C3", ["نعم", "لا", "لا أعرف"], head)
    said = ("توجد خطة معتمدة للمؤسسة", "يُنشر تقرير سنوي", "تُراجع الحسابات من جهة مستقلة", "توجد وحدة للإحصاء")
    for row, text in enumerate(said, 4):
        page.write(f"A{row}", row - 3, box)
        page.write(f"B{row}", text, box)
        for c, heading in zip("CDE", ("نعم", "لا", "لا أعرف"), strict=True):
            page.write_blank(f"{c}{row}", None, box)
            make.truth["استبيان", f"{c}{row}"] = (f"{text}|الإجابة – {heading}", "")
    page.write("B10", "ملاحظات")
    _line(make, page, 11, "B", "E")
    _line(make, page, 12, "B", "E")
    make.truth["استبيان", "B11"] = ("ملاحظات", "")
    make.truth["استبيان", "B12"] = ("", "")
    return make.done()


def names() -> Sample:
    """Return labels that have neither colon nor frame, and a table with nothing but a line beneath each of its rows."""
    make = _maker("paper-names-zh")
    page, bold = make.sheet("登记表"), make.book.add_format({"bold": True, "bottom": 2})
    _widths(page, A=18, B=20, C=18, D=20)
    page.merge_range("A1:D1", "统计单位登记表", make.bold)
    rows = (("单位名称", "联系电话"), ("单位地址", "传真"), ("负责人姓名", "电子邮箱"), ("职务", "填表日期"))
    for row, (left, right) in enumerate(rows, 3):
        page.write(f"A{row}", left)
        page.write(f"C{row}", right)
        make.truth["登记表", f"B{row}"] = (left, "")
        make.truth["登记表", f"D{row}"] = (right, "")
    for c, heading in zip("ABCD", ("项目", "开始年份", "金额", "备注"), strict=True):
        page.write(f"{c}9", heading, bold)
    for row in range(10, 15):
        _line(make, page, row, "A", "D")
        for c, heading in zip("ABCD", ("项目", "开始年份", "金额", "备注"), strict=True):
            make.truth["登记表", f"{c}{row}"] = (heading, "")
    page.write("A17", "说明：本表由各单位填写，并于年底前报送。")
    return make.done()


def on_paper() -> Iterator[Sample]:
    """Yield all of them."""
    yield from (made() for made in (lines, boxes, signs, gaps, combs, rooms, yes_and_no, names))
