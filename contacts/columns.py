"""Which of their columns is which of ours: by name and synonym in the languages of contact lists, or as the user says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from contacts.fold import fold, normal
from domain.errors import ContactFileError
from languages import ENGLISH
from languages.lists import lists
from languages.telling import phrased


class ContactField(StrEnum):
    """What a column may hold. The values are the words of `columns`, THEIRS -> OURS."""

    CODE = "organisation_code"
    ORGANISATION = "organisation"
    COUNTRY = "country"
    REGION = "region"
    ADDRESS = "address"
    NAME = "name"
    TITLE = "title"  # Mr, Mme: it goes before the name.
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    LANGUAGE = "language"
    ROLE = "role"
    SALUTATION = "salutation"
    PART = "part"  # Which parts of the questionnaire the contact fills in.
    EXTRA = "extra"  # Any further column; it is kept for the letters.


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenColumns:
    """How the columns of a file are read: THEIRS -> OURS; and what stands in each of them in the first rows.

    `rows` counts those beneath the header. `sheet` is the one that was read of a spreadsheet, `others` are those that were not.
    """

    file: str
    rows: int
    columns: Mapping[str, ContactField]
    first_cells: Mapping[str, tuple[str, ...]]
    sheet: str = ""
    others: tuple[str, ...] = ()

    def example(self, wanted: ContactField) -> str:
        """Return how a person would say that one of their own columns is a field of ours; "" where each is read as something.

        For an address, it is a column in which an @ stands, if there is any, and for anything else one of words that are no
        addresses: numbers only count the rows.
        """
        unread = [theirs for theirs, ours in self.columns.items() if ours is ContactField.EXTRA]
        unread.sort(key=lambda one: not _may_be(wanted, self.first_cells.get(one, ())))
        return f"{unread[0]}={wanted}" if unread else ""


def _may_be(wanted: ContactField, cells: Sequence[str]) -> bool:
    """Say whether a column with these first cells may be the field."""
    is_of_addresses = any("@" in cell for cell in cells)
    return is_of_addresses if wanted is ContactField.ADDRESS else not is_of_addresses and any(map(str.isalpha, "".join(cells)))


class UnknownColumnsError(ContactFileError):
    """A file without columns that no list can do without. `seen` is what can be shown of it, for a person who says what is what.

    `examples` are how a person would say that of columns of their own, one for each that is `wanted`.
    """

    def __init__(self, what: str, seen: SeenColumns, wanted: Sequence[ContactField]) -> None:
        self.seen, self.wanted = seen, tuple(wanted)
        self.examples = tuple(seen.example(one) or f"Their heading={one}" for one in wanted)
        super().__init__(what, where=seen.file, remedy=phrased("lists.rename_do", example=tuple(map(repr, self.examples))))

    def __reduce__(self) -> tuple[object, ...]:
        """Keep what was seen when the error crosses a process border."""
        return (UnknownColumnsError, (self.what, self.seen, self.wanted))


def assign(header: Sequence[str], given: Mapping[str, ContactField]) -> dict[int, ContactField]:
    """Return the field of each column that has a heading.

    What the user gave counts first, then plain synonyms, then weak ones, each from left to right; a field is taken once,
    and a column that finds its field taken, or that means nothing to us, is EXTRA.
    """
    told = {fold(theirs): ours for theirs, ours in given.items()}
    fields = {column: told[fold(text)] for column, text in enumerate(header) if fold(text) in told}
    for known in _known():
        for column, text in enumerate(header):
            meant = next((known[part] for part in _readings(text) if part in known), None)
            if column not in fields and meant and meant not in fields.values():
                fields[column] = meant
    named = {column: fields.get(column, ContactField.EXTRA) for column, text in enumerate(header) if text}
    return _person_or_organisation(header, named, told)


def recognised(header: Sequence[str], given: Mapping[str, ContactField]) -> int:
    """Return how many fields of ours this row would name if it were the header."""
    return len(set(assign(header, given).values()) - {ContactField.EXTRA})


def require(header: Sequence[str], fields: Mapping[int, ContactField], seen: SeenColumns) -> None:
    """Raise UnknownColumnsError where a column that no list can do without is missing."""
    have = set(fields.values())
    no_address, nobody = ContactField.ADDRESS not in have, not have & {ContactField.CODE, ContactField.ORGANISATION}
    if no_address or nobody:
        lacks = "lacks_both" if no_address and nobody else "lacks_address" if no_address else "lacks_organisation"
        what = phrased(
            f"lists.{lacks}",
            address=_described("address", ContactField.ADDRESS),
            code=_described("code", ContactField.CODE),
            name=_described("name", ContactField.ORGANISATION),
            found=tuple(f'"{text}"' for text in header if text) or "none",
        )
        wanted = [ContactField.ADDRESS] * no_address + [ContactField.ORGANISATION] * nobody
        raise UnknownColumnsError(what, seen, wanted)


def as_given(columns: Mapping[str, str], file: str) -> dict[str, ContactField]:
    """Return the user's THEIRS -> OURS with our fields; ContactFileError for a word that is none of ours.

    As we speak of them, "organisation code" is one as well.
    """
    columns = {theirs: "_".join(ours.casefold().split()) for theirs, ours in columns.items()}
    wrong = sorted(set(columns.values()) - set(ContactField))
    if wrong:
        remedy = phrased("lists.choose_do", known=tuple(one.value for one in ContactField))
        raise ContactFileError(phrased("lists.unknown_field", word=wrong[0]), where=file, remedy=remedy)
    return {theirs: ContactField(ours) for theirs, ours in columns.items()}


def require_given(header: Sequence[str], given: Mapping[str, ContactField], file: str) -> None:
    """Raise ContactFileError where the user named a heading that the file does not have."""
    absent = [theirs for theirs in given if fold(theirs) not in {fold(text) for text in header}]
    if absent:
        remedy = phrased("lists.as_in_file_do", found=tuple(f'"{text}"' for text in header if text))
        raise ContactFileError(phrased("lists.no_heading", heading=absent[0]), where=file, remedy=remedy)


def _readings(text: str) -> Iterator[str]:
    """Yield the ways to read a heading: whole, then its parts, since "Pays / Country" and "Langue (Language)" are two words for one."""
    yield fold(text)
    # "1. Country": the number of a column says nothing of it; but "E-mail 2" is another one than "E-mail 1".
    yield fold(text.lstrip("0123456789"))
    if text.endswith(" 1"):
        yield fold(text.removesuffix("1"))
    for part in normal("NFKC", text).replace("(", "/").replace("|", "/").replace("\n", "/").replace(")", "").split("/"):
        yield fold(part)


def _person_or_organisation(
    header: Sequence[str], fields: dict[int, ContactField], told: Mapping[str, ContactField]
) -> dict[int, ContactField]:
    """Let a bare "Name" be the organisation's where nothing else names it, and no code does either; never a "Contact person"."""
    have = set(fields.values())
    if have & {ContactField.CODE, ContactField.ORGANISATION, ContactField.FIRST_NAME, ContactField.LAST_NAME}:
        return fields
    return {
        column: ContactField.ORGANISATION
        if field is ContactField.NAME and fold(text := header[column]) not in told and _bare(text)
        else field
        for column, field in fields.items()
    }


def _bare(text: str) -> bool:
    """Say whether a heading is a bare "Name", in one language or in two; "Name (contact)" is none."""
    meant = {part for part in _readings(text) if any(part in known for known in _known())}
    return meant <= {fold(word) for said in lists().values() for headings in said.columns.values() for word in headings.bare}


def _described(what: str, field: ContactField) -> str:
    return phrased(f"lists.column.{what}", such=tuple(lists()[ENGLISH].columns[field].plain[:4]))


@cache
def _known() -> tuple[Mapping[str, ContactField], Mapping[str, ContactField]]:
    """Return the field of each plain heading, and of each weak one, in all languages."""
    found = [(ContactField(name), headings) for said in lists().values() for name, headings in said.columns.items()]
    plain = {fold(word): field for field, headings in found for word in headings.at_length(headings.plain)}
    return plain, {fold(word): field for field, headings in found for word in headings.at_length(headings.weak)}
