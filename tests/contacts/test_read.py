"""Reading contact files: any encoding, delimiter and line end, columns by their names, and rows one by one."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contacts.clean import is_number
from contacts.fold import fold, squeeze
from contacts.load import read
from domain.contact import Contact, Role
from domain.errors import ContactFileError
from languages.lists import lists

_HEADER = ("Organisation code", "Organisation", "Country", "Language", "Role", "Name", "E-mail", "Salutation", "Remark")
# Words that people have in their lists, all of which each one-byte encoding beside them can hold.
_WORDS = {
    "cp1252": ("Société", "Générale", "Müller", "Núñez", "Atlântida", "Øyvind", "ÉCOLE", "à", "l’été", "Noël", "S.A.", "Telecom"),
    "mac_roman": ("Société", "Générale", "Müller", "Núñez", "Atlântida", "Øyvind", "ÉCOLE", "à", "l’été", "Noël", "S.A.", "Telecom"),
    "latin-1": ("Société", "Générale", "Müller", "Núñez", "Atlântida", "ÉCOLE", "à", "Noël", "S.A.", "Telecom"),
    "cp1256": ("شركة", "النيل", "للاتصالات", "السيد", "المدير", "المحترم", "Société", "S.A."),
    "cp1251": ("Связь", "Компания", "Россия", "Директор", "Telecom"),
}
_ANY = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)


def _words(encoding: str) -> st.SearchStrategy[str]:
    words = st.sampled_from(_WORDS[encoding]) if encoding in _WORDS else _ANY
    return st.lists(words, min_size=1, max_size=3).map(" ".join)


@st.composite
def _lists(draw: st.DrawFn, encoding: str) -> list[tuple[str, ...]]:
    words = _words(encoding)
    return [
        (
            f"ORG{number:03d}",
            draw(words),
            draw(st.sampled_from(["", "FR", "EGY", "Norway", "Suisse"])),
            draw(st.sampled_from(["en", "French", "arabe"])),
            draw(st.sampled_from(["to", "CC", "copie"])),
            draw(words.filter(lambda name: not is_number(squeeze(name)))),  # A telephone number is no name.
            f"box{number}@telco{number}.example",
            draw(words),
            draw(words),
        )
        for number in range(draw(st.integers(2, 6)))
    ]


def _csv(rows: list[tuple[str, ...]], *, delimiter: str = ";", line_end: str = "\r\n") -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator=line_end).writerows([_HEADER, *rows])
    return buffer.getvalue()


def _table(text: str) -> bytes:
    """Return a list written by hand, one row a line, its leading spaces taken away."""
    return "\n".join(line.strip() for line in text.strip().splitlines()).encode()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1", "mac_roman", "cp1256", "cp1251"]
)
@settings(max_examples=25, deadline=None)
@given(data=st.data(), delimiter=st.sampled_from(";,\t|"), line_end=st.sampled_from(["\r\n", "\n", "\r"]))
def test_the_same_list_in_any_encoding_delimiter_and_line_end_gives_the_same_contacts(
    data: st.DataObject, encoding: str, delimiter: str, line_end: str
) -> None:
    """What a list says does not depend on the program that wrote it."""
    rows = data.draw(_lists(encoding))
    as_usual = read(_csv(rows).encode(), "list.csv")
    written = read(_csv(rows, delimiter=delimiter, line_end=line_end).encode(encoding), "list.csv")
    assert written.contacts == as_usual.contacts
    assert written.organisations == as_usual.organisations
    assert len(written.contacts) == len(rows)
    assert [contact.name.split() for contact in written.contacts] == [
        Contact(organisation="", address="", name=" ".join(row[5].split())).name.split() for row in _normal(rows)
    ]
    assert (written.delimiter, written.rejected) == (delimiter, ())


def _normal(rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the rows as `squeeze` leaves them: that function has tests of its own."""
    return [tuple(squeeze(cell) for cell in row) for row in rows]


@pytest.mark.outside  # Some of these bytes are taken for a spreadsheet, which a child process opens.
@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=400))
def test_bytes_that_are_no_contact_list_are_refused_with_a_sentence(data: bytes) -> None:
    """Whatever the file is, a person reads where, what and how to mend it."""
    with pytest.raises(ContactFileError) as caught:
        read(data, "noise.bin")
    assert caught.value.where == "noise.bin"
    assert caught.value.what.endswith(".")


def test_the_list_of_the_model_study_gives_thirty_organisations_beside_its_bad_rows() -> None:
    """The bad rows are told with row, column and value, and stop no good one."""
    data = (resources.files("templates") / "studies/cybercrime-2012/contacts.csv").read_bytes()
    loaded = read(data, "contacts.csv")
    assert len(loaded.organisations) == 30
    assert {organisation.code for organisation in loaded.organisations} == {contact.organisation for contact in loaded.contacts}
    assert all(len(organisation.country) == 2 for organisation in loaded.organisations)
    assert {contact.language for contact in loaded.contacts} == {"en", "fr", "ar", "es"}
    assert loaded.rejected
    assert loaded.duplicates
    assert all(one.row > 1 and one.column and one.message and one.remedy for one in loaded.rejected)


def test_excels_sep_line_is_obeyed_and_counts_as_no_row() -> None:
    """Excel does not show the line either, so that row 2 is the first contact."""
    loaded = read(_table("sep=|\ncode|organisation|email\nA|Alpha|nobody"), "a.csv")
    assert loaded.delimiter == "|"
    assert loaded.rejected[0].row == 2


def test_a_title_and_blank_rows_above_the_header_are_passed_over() -> None:
    """Rows are still counted as Excel counts them."""
    loaded = read(_table("Sector members, spring 2012;;\n;;\ncode;organisation;email\n;;\nA;Alpha;a@alpha.example\nB;Beta;b"), "a.csv")
    assert [contact.address for contact in loaded.contacts] == ["a@alpha.example"]
    assert (loaded.rows, loaded.rejected[0].row) == (2, 6)


def test_a_quote_that_is_never_closed_swallows_no_other_row() -> None:
    """The row with the lost quote is read as it stands."""
    loaded = read(_table('code;organisation;email\nA;"Alpha;a@alpha.example\nB;Beta;b@beta.example\nC;"Gamma";c@gamma.example'), "a.csv")
    assert [contact.organisation for contact in loaded.contacts] == ["A", "B", "C"]


def test_a_cell_with_line_breaks_is_one_row_and_one_line_of_text() -> None:
    """Excel's Alt+Enter in a cell."""
    loaded = read(b'code;organisation;email;salutation\r\nA;"Alpha\r\nTelecom";a@alpha.example;Dear all\r\nB;Beta;x;\r\n', "a.csv")
    assert loaded.organisations[0].name == "Alpha Telecom"
    assert loaded.rejected[0].row == 3


@pytest.mark.parametrize(
    ("header", "ours"),
    [
        ("Org. code;Company;Pays / Country;Courriel", ["organisation_code", "organisation", "country", "address"]),
        ("ORGANISATION;E-MAIL ADDRESS;Langue (Language)", ["organisation", "address", "language"]),
        ("رمز المنظمة;اسم المنظمة;البلد;البريد الإلكتروني;اللغة", ["organisation_code", "organisation", "country", "address", "language"]),
        ("Code membre;Société;Adresse;Adresse électronique", ["organisation_code", "organisation", "extra", "address"]),
        ("Name;E-mail", ["organisation", "address"]),
        ("Organisation;Civilité et nom;Courriel", ["organisation", "name", "address"]),
        ("Stelle;Anrede und Name;E-Mail", ["organisation", "name", "address"]),
        ("Code;Name;E-mail;E-mail 2", ["organisation_code", "name", "address", "extra"]),
    ],
)
def test_columns_are_known_by_their_names_in_three_languages(header: str, ours: list[str]) -> None:
    """Case, accents and punctuation do not matter; what is unknown, or a second of its kind, is kept as extra."""
    assert list(read(header.encode(), "a.csv").columns.values()) == ours


@pytest.mark.parametrize(
    "header",
    [
        "Authority name;Contact person;E-mail;Language",
        "Competent authority;Focal point;E-mail;Language",
        "Nom de l'autorité;Personne de contact;Courriel;Langue",
        "Autorité compétente;Point focal;Courriel;Langue souhaitée",
        "Nom du ministère;Personne à contacter;Courriel;Langue",
        "Autoridad competente;Punto focal;Correo electrónico;Idioma",
        "Nome do órgão;Responsável;E-mail;Idioma",
        "Bezeichnung der Stelle;Ansprechpartner/in;E-Mail;Sprache",
        "Zuständige Behörde;Kontaktperson;E-Mail;Sprache",
        "Полное наименование органа;Контактное лицо;Эл. почта;Язык",
        "主管部门;联系人;电子邮件;语言",
        "الهيئة المختصة;مسؤول الاتصال;البريد الإلكتروني;اللغة",
    ],
)
def test_an_authority_is_the_organisation_and_its_contact_person_the_name(header: str) -> None:
    """In each language: a person is never taken for the organisation."""
    assert list(read(header.encode(), "a.csv").columns.values()) == ["organisation", "name", "address", "language"]


@pytest.mark.parametrize(
    "heading",
    [
        "Language of correspondence",
        "Langue de correspondance",
        "Idioma de correspondencia",
        "Língua de correspondência",
        "Korrespondenzsprache",
        "Язык переписки",
        "联络语言",
        "لغة المراسلة",
    ],
)
def test_the_language_of_correspondence_is_known_in_eight_languages(heading: str) -> None:
    """So that nobody is told of a list without languages that has them."""
    loaded = read(f"Organisation;E-mail;{heading}\nAlpha;a@alpha.example;fr".encode(), "a.csv")
    assert ([one.language for one in loaded.contacts], loaded.warnings) == (["fr"], ())


@pytest.mark.parametrize("person", ["Contact person", "Contact", "Name (contact)", "Ansprechpartner/in", "Responsável", "联系人", "ФИО"])
def test_only_a_bare_name_is_taken_for_the_organisations(person: str) -> None:
    """Where nothing says which column names the organisation, the list is not taken in: persons would become organisations."""
    with pytest.raises(ContactFileError, match="no column for the organisation's code") as caught:
        read(f"Whoever it is;{person};E-mail\nAlpha;Ana Rossi;a@alpha.example".encode(), "a.csv")
    assert "'Whoever it is=organisation'" in str(caught.value.remedy)


@pytest.mark.parametrize("name", ["Name", "Nom", "Nombre", "Nome", "الاسم", "Nom / Name"])
def test_a_bare_name_is_the_organisations_where_nothing_else_is(name: str) -> None:
    """In each language that has such a word, and in two beside each other."""
    assert list(read(f"{name};E-mail".encode(), "a.csv").columns.values()) == ["organisation", "address"]


def test_no_heading_means_two_things_in_one_language() -> None:
    """Which of them it is would hang on the order of the words in a file."""
    for language, said in lists().items():
        meanings: dict[str, set[str]] = defaultdict(set)
        for field, headings in said.columns.items():
            for heading in headings.at_length((*headings.plain, *headings.weak)):
                meanings[fold(heading)].add(field)
        assert {heading: fields for heading, fields in meanings.items() if len(fields) > 1} == {}, language


def test_a_header_without_what_a_list_needs_says_what_was_found_and_what_is_missing() -> None:
    """Nothing is taken in, and the person learns the words that would do."""
    with pytest.raises(ContactFileError) as caught:
        read(b"Firm;Fax\nAlpha;12", "a.csv")
    assert '"Firm", "Fax"' in caught.value.what
    assert "e-mail" in caught.value.what
    assert "organisation code" in caught.value.what


def test_a_column_that_counts_the_rows_is_no_example_of_one_of_names() -> None:
    """Whoever does as the error says gets organisations that are called 1, 2 and 3 otherwise."""
    rows = "".join(f"{number},Water {number},info@water{number}.example,EN\r\n" for number in range(1, 5))
    with pytest.raises(ContactFileError) as caught:
        read(f"No,Utility,E-mail,Lang.\r\n{rows}".encode(), "list.csv")
    assert "'Utility=organisation'" in caught.value.remedy


def test_the_user_can_say_which_column_is_which() -> None:
    """THEIRS -> OURS goes before every synonym."""
    loaded = read(b"Firm;Mel;E-mail\nAlpha;a@alpha.example;old@alpha.example", "a.csv", columns={"firm": "organisation", "Mel": "address"})
    assert loaded.contacts[0].address == "a@alpha.example"
    assert dict(loaded.contacts[0].extra) == {"E-mail": "old@alpha.example"}


@pytest.mark.parametrize("columns", [{"Firm": "postcode"}, {"Fermi": "organisation"}])
def test_a_column_that_the_user_misspelt_is_an_error(columns: dict[str, str]) -> None:
    """On their side or on ours."""
    with pytest.raises(ContactFileError, match=r"postcode|Fermi"):
        read(b"Firm;E-mail\nAlpha;a@alpha.example", "a.csv", columns=columns)


def test_several_addresses_in_one_cell_are_several_contacts_and_a_bad_one_rejects_only_itself() -> None:
    """A cell may hold names, commas in names, and wrong addresses."""
    loaded = read(_table('code;organisation;email\nA;Alpha;"Rossi, Ana <Ana@Alpha.Example>; b@alpha.example, nobody"'), "a.csv")
    assert [(contact.name, contact.address) for contact in loaded.contacts] == [
        ("Rossi, Ana", "Ana@alpha.example"),
        ("", "b@alpha.example"),
    ]
    assert [one.value for one in loaded.rejected] == ["nobody"]


def test_a_domain_in_another_script_is_kept_in_its_ascii_form() -> None:
    """It is the form that comes back in the sender's address (IDNA 2008)."""
    loaded = read("code;organisation;email\nA;Alpha;a@bücher.example".encode(), "a.csv")
    assert loaded.contacts[0].address == "a@xn--bcher-kva.example"


def test_the_same_address_twice_in_one_organisation_is_told_and_not_doubled() -> None:
    """But one address may serve several organisations."""
    loaded = read(_table("code;organisation;email\nA;Alpha;x@group.example\nA;Alpha;X@GROUP.example\nB;Beta;x@group.example"), "a.csv")
    assert [(contact.organisation, contact.address) for contact in loaded.contacts] == [("A", "x@group.example"), ("B", "x@group.example")]
    assert [(one.row, one.first_row) for one in loaded.duplicates] == [(3, 2)]


def test_organisation_data_that_disagree_between_rows_are_told_and_the_first_counts() -> None:
    """A blank is no disagreement: a later row fills it."""
    loaded = read(_table("code;organisation;country;email\nA;Alpha;;a@a.example\na;Alfa;FR;b@a.example"), "a.csv")
    assert [(one.code, one.name, one.country) for one in loaded.organisations] == [("A", "Alpha", "FR")]
    assert {contact.organisation for contact in loaded.contacts} == {"A"}
    assert [note.value for note in loaded.notes] == ["Alfa"]


def test_without_a_column_of_codes_a_code_is_made_from_the_name_and_told() -> None:
    """The same name gives the same code in any list."""
    first = read("organisation;email\nAtlas Télécom;a@atlas.example\nشركة النيل;n@nile.example".encode(), "a.csv")
    later = read("organisation;email\nشركة النيل;n@nile.example\nATLAS TELECOM;a@atlas.example".encode(), "b.csv")
    assert first.organisations[0].code == "ATLAS-TELECOM"
    assert {one.code for one in first.organisations} == {one.code for one in later.organisations}
    assert "made from the name" in first.notes[0].message


@pytest.mark.parametrize(
    ("codes", "told"),
    [
        (("0017", "0018"), "Reg. no.=organisation_code"),
        (("ATL-1", "NILE"), "Reg. no.=organisation_code"),
        (("0017", "0017"), ""),
        (("0017", ""), ""),
        (("FR", "EG"), ""),
        (("+33 1 22", "+20 2 11"), ""),
        (("a@atlas.example", "b@atlas.example"), ""),
    ],
)
def test_where_codes_are_made_a_column_that_may_hold_them_is_told(codes: tuple[str, str], told: str) -> None:
    """A code that a list has keeps an organisation the same one when its name changes. One of countries or telephones is none."""
    loaded = read(f"Reg. no.;organisation;email\n{codes[0]};Atlas;a@a.example\n{codes[1]};Nile;n@n.example".encode(), "a.csv")
    assert (loaded.notes[0].mended_by, '"Reg. no."' in loaded.notes[0].message) == (told, bool(told))
    if told:
        assert not read(b"Reg. no.;organisation;email\n1;Atlas;a@a.example", "a.csv", columns={"Reg. no.": "organisation_code"}).notes


def test_a_row_without_a_code_is_rejected_where_the_file_has_a_column_of_codes() -> None:
    """A code made up for one row would not be the organisation's own."""
    loaded = read(b"code;organisation;email\n;Alpha;a@a.example\nB;Beta;b@b.example", "a.csv")
    assert [(one.row, one.column) for one in loaded.rejected] == [(2, "code")]
    assert [one.code for one in loaded.organisations] == ["B"]


@pytest.mark.parametrize(("column", "value"), [("language", "Klingon"), ("role", "boss"), ("email", "a(at)a.example"), ("email", "")])
def test_a_value_that_cannot_be_read_rejects_its_row_with_the_place(column: str, value: str) -> None:
    """Row, column and value are those of the file."""
    cells = {"code": "A", "email": "a@a.example", "language": "en", "role": "to"} | {column: value}
    text = "code;email;language;role\n" + ";".join(cells.values()) + "\nB;b@b.example;fr;cc\n"
    loaded = read(text.encode(), "a.csv")
    assert [(one.row, one.column, one.value) for one in loaded.rejected] == [(2, column, value)]
    assert [contact.organisation for contact in loaded.contacts] == ["B"]


def test_a_column_headed_role_that_holds_functions_is_extra() -> None:
    """A function such as "Legal adviser" is no way to be written to."""
    loaded = read(b"code;email;role\nA;a@a.example;Legal adviser\nB;b@b.example;CTO\n", "a.csv")
    assert loaded.columns["role"] == "extra"
    assert {contact.role for contact in loaded.contacts} == {Role.TO}


def test_an_unknown_country_is_left_blank_and_told() -> None:
    """The letters can go out all the same."""
    loaded = read(b"code;email;country\nA;a@a.example;Ruritania\n", "a.csv")
    assert loaded.organisations[0].country == ""
    assert loaded.notes[0].value == "Ruritania"


def test_a_blank_language_is_the_lists_own() -> None:
    """The caller says which."""
    loaded = read(b"code;email;language\nA;a@a.example;\n", "a.csv", default_language="fr")
    assert loaded.contacts[0].language == "fr"


def test_a_list_that_was_downloaded_and_is_loaded_again_has_the_telephone_numbers_that_it_had() -> None:
    """The apostrophe that keeps spreadsheet programs from reckoning with them is ours; one that begins a name is not."""
    loaded = read(b"organisation;email;Phone\r\n's-Hertogenbosch;a@member.example;'+43 1 26060\r\n", "list.csv")
    (contact,) = loaded.contacts
    assert contact.extra == {"Phone": "+43 1 26060"}
    assert [one.name for one in loaded.organisations] == ["'s-Hertogenbosch"]
