"""What nearly every form asks of whoever fills it in: names, addresses and days, by the words for these."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from questionnaire.adopt.page import SeenSheet
from workbooks.cells import Position

_ROWS = 3  # A list of such labels has at least so many rows,
_KNOWN = 0.5  # of which so large a share has one of the words.
_NUMBER = re.compile(r"\W?[\w.]{1,4}\W?")  # What may number a label.
_NEAR = 6  # Cells behind a label in which its answer may be.
_MOST_WORDS = 6  # Of such a label.
_SAID = re.compile(r"[,@]|[:：].*\w")  # What is an enumeration, or says the answer itself.
_WORD = re.compile(r"[^\W\d_]+")
# English, French, Spanish, German, Portuguese, Italian; without accents.
_LATIN = """
name surname forename names organisation organization institution institute company ministry department agency unit address street town
city village postcode postal zip country region province district county phone telephone tel mobile fax email mail web website contact
position title function job date signature sex gender nationality profession occupation
nom prenom raison organisme institution etablissement societe entreprise ministere service direction adresse rue ville commune cp pays
departement telephone portable courriel mel site fonction poste qualite sexe nationalite
nombre nombres apellido apellidos organizacion institucion entidad empresa ministerio departamento direccion calle ciudad municipio
codigo pais provincia telefono celular movil correo cargo puesto fecha firma sexo nacionalidad
vorname nachname einrichtung behorde firma ministerium abteilung anschrift strasse ort plz postleitzahl land bundesland telefon handy
funktion datum unterschrift geschlecht
nome sobrenome cognome organizacao instituicao morada endereco rua cidade concelho telefone telemovel data assinatura ente istituzione
azienda indirizzo via citta comune cap paese cellulare qualifica
"""
_CYRILLIC = """
имя фамилия отчество наименование название организация учреждение министерство ведомство адрес улица город индекс страна область раион
телефон факс почта саит должность дата подпись пол
"""
_WORDS = frozenset((_LATIN + _CYRILLIC).split())
# Arabic and Chinese are looked for within the text: the one has an article before its words, the other no spaces between them.
_ARABIC = "اسم لقب عنوان مدينة بلد دولة هاتف فاكس بريد تاريخ توقيع مؤسسة وزارة جهة وظيفة محافظة"
_CHINESE = "姓名 名称 单位 机构 地址 城市 国家 电话 手机 传真 邮箱 邮编 日期 签名 签字 职务 职位 性别 部门"
_WITHIN = (*_ARABIC.split(), *_CHINESE.split())


def beside_names(page: SeenSheet) -> Iterator[Position]:
    """Yield the blanks beside such labels, where several stand in a list, one beneath the other."""
    by_column: dict[int, list[int]] = {}
    for row, texts in sorted(page.rows.items()):
        for column in texts:
            if _may_ask(page, (row, column)):
                by_column.setdefault(column, []).append(row)
    lists = [
        [(row, column) for _, row in group]
        for column, rows in by_column.items()
        for _, group in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0])
    ]
    meant = [those for those in lists if sum(map(is_known, (page.words(at) for at in those))) >= max(1, len(those) * _KNOWN)]
    long = {those[0][1] for those in meant if len(those) >= _ROWS}
    # Beneath such a list, shorter ones in its column are of the same form.
    yield from (_behind(page, at) for those in meant if those[0][1] in long and len(those) > 1 for at in those)


def _may_ask(page: SeenSheet, at: Position) -> bool:
    text = page.words(at)
    if not text or len(text.split()) > _MOST_WORDS or _SAID.search(text) or page.is_covered(at) or at in page.anatomy.formulas:
        return False
    before = page.text((at[0], at[1] - 1))
    if (at[0], at[1] - 1) in page.inputs or (before and not _NUMBER.fullmatch(before)):
        # What follows another text is a column of a list.
        return False
    return not page.format(at).bold and not page.format(at).ground and _is_free(page, _behind(page, at))


def _is_free(page: SeenSheet, at: Position) -> bool:
    """Say whether nothing stands at a cell, and it and those behind it, up to the next text, are drawn as no place for an answer."""
    last = min((column for column in page.rows.get(at[0], {}) if column > at[1]), default=at[1] + _NEAR)
    cells = [(at[0], column) for column in range(at[1], min(last, at[1] + _NEAR))]
    looks = [page.format(each) for each in cells]
    return page.is_blank(at) and not any(one.sides or one.ground for one in looks) and page.inputs.isdisjoint(cells)


def _behind(page: SeenSheet, at: Position) -> Position:
    return at[0], at[1] + page.extent(at)[1]


def is_known(label: str) -> bool:
    """Say whether a label has one of the words for what every form asks."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", label.casefold()) if not unicodedata.combining(one))
    return not _WORDS.isdisjoint(_WORD.findall(plain)) or any(word in label for word in _WITHIN)
