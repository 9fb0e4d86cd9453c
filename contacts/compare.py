"""Loading again is an update: what it would add, change and leave, row by row, and the list that comes of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from operator import attrgetter, itemgetter

from contacts.columns import ContactField
from contacts.loaded import ContactKey, Duplicate, Loaded, Note, Rejected, key_of
from domain.contact import Contact, ContactList, Organisation, Role
from domain.telling import Fact
from languages.telling import phrased

_CONTACT_FIELDS: Mapping[str, ContactField] = {
    "name": ContactField.NAME,
    "salutation": ContactField.SALUTATION,
    "language": ContactField.LANGUAGE,
    "role": ContactField.ROLE,
    "part": ContactField.PART,
}
_OF_CONTACT = attrgetter(*_CONTACT_FIELDS)
_ORGANISATION_FIELDS: Mapping[str, ContactField] = {
    "name": ContactField.ORGANISATION,
    "country": ContactField.COUNTRY,
    "region": ContactField.REGION,
}

_NEW, _CHANGED, _SAME, _ABSENT = "lists.row_new", "lists.row_changes", "lists.row_same", "lists.absent"
_CHANGED_ITSELF = "lists.organisation_changes"
_FACTS: Mapping[str, tuple[str, ...]] = {  # What each of these sentences names.
    _NEW: ("row", "address", "organisation"),
    _CHANGED: ("row", "address", "organisation", "changes"),
    _SAME: ("row", "address"),
    _ABSENT: ("address", "organisation"),
    _CHANGED_ITSELF: ("organisation", "changes"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewLine:
    """One contact of the preview, or an organisation's own data (then `address` is "").

    `phrase` is what is said of it; `row` is None where the file has none. `between` are what changes and what comes of it.
    """

    organisation: str
    address: str
    phrase: str
    row: int | None = None
    between: tuple[Contact, Contact] | tuple[Organisation, Organisation] | None = None

    @property
    def fields(self) -> Mapping[str, tuple[str, str]]:
        """Return from what to what each field changes, worked out when it is asked for: of thousands of lines a page shows a hundred."""
        match self.between:
            case (Contact() as before, Contact() as now):
                return _differences(before, now)
            case (Organisation() as before, Organisation() as now):
                return _organisation_differences(before, now)
        return {}

    @property
    def message(self) -> str:
        """Return the sentence, which is made when it is asked for: of thousands of lines a page shows a hundred."""
        facts: dict[str, Fact] = {"organisation": self.organisation, "address": self.address, "row": str(self.row)}
        if self.between:
            facts["changes"] = _said(self.fields)
        return phrased(self.phrase, **{name: facts[name] for name in _FACTS[self.phrase]})


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What loading would do, and the list that comes `after` it. Those that are absent from the file are told and kept.

    `entry` is the entry of the journal by which it was loaded, which can be undone; 0 where nothing was, or nobody signed it.
    """

    loaded: Loaded
    after: ContactList
    added: tuple[PreviewLine, ...]
    changed: tuple[PreviewLine, ...]
    unchanged: tuple[PreviewLine, ...]
    absent: tuple[PreviewLine, ...]
    entry: int = 0

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """Return the rows that are not taken in."""
        return self.loaded.rejected

    @property
    def duplicates(self) -> tuple[Duplicate, ...]:
        """Return the addresses that stand twice in one organisation."""
        return self.loaded.duplicates

    @property
    def notes(self) -> tuple[Note, ...]:
        """Return what was decided without asking."""
        return self.loaded.notes


def compare(current: ContactList, loaded: Loaded, elsewhere: Iterable[tuple[str, str]] = ()) -> Preview:
    """Return what loading would do to `current`; `elsewhere` are organisations and addresses of the list that it leaves out.

    A list can be given without the organisations that the file does not name: what comes `after` is without them, too.
    """
    before = {key_of(contact): contact for contact in current.contacts}
    result, after = _merged(current, loaded, before)
    lines = [_line(before.get(key), after[key], row) for key, row in loaded.rows_of.items()]
    absent = [(one.organisation, one.address) for key, one in before.items() if key not in loaded.rows_of]
    listed = sorted([*absent, *elsewhere], key=itemgetter(0)) if elsewhere else absent
    copies = tuple(_only_copies(loaded, result))
    return Preview(
        loaded=replace(loaded, notes=(*loaded.notes, *copies)) if copies else loaded,
        after=result,
        added=tuple(one for one in lines if one.phrase == _NEW),
        changed=(*_changed_organisations(current, result), *(one for one in lines if one.phrase == _CHANGED)),
        unchanged=tuple(one for one in lines if one.phrase == _SAME),
        absent=tuple(PreviewLine(organisation=organisation, address=address, phrase=_ABSENT) for organisation, address in listed),
    )


def _only_copies(loaded: Loaded, after: ContactList) -> Iterator[Note]:
    """Say of each organisation in a file whether nobody at it is addressed: in the list that comes after, all its contacts get copies."""
    addressed = {one.organisation.casefold() for one in after.contacts if one.role is Role.TO}
    first: dict[str, int] = {}
    for (code, _), row in loaded.rows_of.items():
        first.setdefault(code, row)
    for one in loaded.organisations:
        code = one.code.casefold()
        if code in first and code not in addressed:
            yield Note(row=first[code], column="", value=one.code, message=phrased("lists.only_copies", organisation=one.name))


def _line(before: Contact | None, now: Contact, row: int) -> PreviewLine:
    """Return what a row of the file does to a contact, which the list has or has not."""
    if before is None:
        return PreviewLine(organisation=now.organisation, address=now.address, phrase=_NEW, row=row)
    if not _differs(before, now):
        return PreviewLine(organisation=now.organisation, address=now.address, phrase=_SAME, row=row)
    return PreviewLine(organisation=now.organisation, address=now.address, phrase=_CHANGED, row=row, between=(before, now))


def _differs(before: Contact, now: Contact) -> bool:
    """Say whether anything of a contact differs that is told, and not its spelling alone."""
    return _OF_CONTACT(before) != _OF_CONTACT(now) or (before.extra != now.extra and bool(_differences(before, now)))


def merged(current: ContactList, loaded: Loaded) -> ContactList:
    """Return the list after loading (see `_merged`)."""
    return _merged(current, loaded, {key_of(contact): contact for contact in current.contacts})[0]


def _merged(current: ContactList, loaded: Loaded, before: Mapping[ContactKey, Contact]) -> tuple[ContactList, Mapping[ContactKey, Contact]]:
    """Return the list after loading, and its contacts by their keys: those in the file as it says, the others as they are.

    A field for which the file has no column keeps its value; a blank cell in a column that it has makes it blank.
    """
    given = frozenset(loaded.columns.values())
    organisations = {organisation.code.casefold(): organisation for organisation in current.organisations}
    for organisation in loaded.organisations:
        known = organisations.get(organisation.code.casefold())
        organisations[organisation.code.casefold()] = _updated_organisation(known, organisation, given)
    theirs = frozenset(heading for heading, ours in loaded.columns.items() if ours is ContactField.EXTRA)
    fields = tuple(name for name, column in _CONTACT_FIELDS.items() if column in given)
    contacts = dict(before)
    for contact in loaded.contacts:
        key = key_of(contact)
        # The code is spelt as the list has it already.
        code = organisations[key[0]].code
        spelt = contact if contact.organisation == code else replace(contact, organisation=code)
        contacts[key] = _updated_contact(contacts.get(key), spelt, fields, theirs)
    return ContactList(current.name, tuple(organisations.values()), tuple(contacts.values())), contacts


def to_json(preview: Preview) -> dict[str, object]:
    """Return the preview as `contacts load --json` prints it: counts, then what a person must look at, line by line."""
    notes = _notes(preview.notes)
    return {
        "file": preview.loaded.file,
        "encoding": preview.loaded.encoding,
        "delimiter": preview.loaded.delimiter,
        "rows": preview.loaded.rows,
        "added": len(preview.added),
        "changed": len(preview.changed),
        "unchanged": len(preview.unchanged),
        "absent": len(preview.absent),
        "entry": preview.entry or None,
        "rejected": [
            {"row": one.row, "column": one.column, "value": one.value, "message": one.message, "remedy": one.remedy}
            for one in preview.rejected
        ],
        "duplicates": [
            {"row": one.row, "address": one.address, "first_row": one.first_row, "message": one.message} for one in preview.duplicates
        ],
        "notes": notes,
        "warnings": [*_notes(preview.loaded.warnings), *notes],
        "sheet": preview.loaded.sheet or None,
        "other_sheets": list(preview.loaded.others),
        "columns": {theirs: ours.value for theirs, ours in preview.loaded.columns.items()},
        "lines": [
            {
                "what": what,
                "row": line.row,
                "organisation": line.organisation,
                "address": line.address,
                "fields": {name: {"from": before, "to": after} for name, (before, after) in line.fields.items()},
                "message": line.message,
            }
            for what, lines in (("added", preview.added), ("changed", preview.changed), ("absent", preview.absent))
            for line in lines
        ],
    }


def _notes(notes: Iterable[Note]) -> list[dict[str, object]]:
    return [{"row": one.row, "column": one.column, "value": one.value, "message": one.message} for one in notes]


def _updated_organisation(known: Organisation | None, said: Organisation, given: frozenset[ContactField]) -> Organisation:
    if not known:
        return said
    fields = {name: getattr(said, name) for name, column in _ORGANISATION_FIELDS.items() if column in given}
    if fields.get("name") == said.code:  # The file names it nowhere, so the code stood in.
        del fields["name"]
    return replace(known, **fields) if any(getattr(known, name) != value for name, value in fields.items()) else known


def _updated_contact(known: Contact | None, said: Contact, fields: Collection[str], theirs: Collection[str]) -> Contact:
    """Return what is known of a contact with what the file says of `fields` and of its further columns, `theirs`."""
    if not known:
        return said
    kept = {heading: value for heading, value in known.extra.items() if heading not in theirs} if known.extra else {}
    return replace(known, **{name: getattr(said, name) for name in fields}, extra={**kept, **said.extra})


def _changed_organisations(current: ContactList, result: ContactList) -> Iterator[PreviewLine]:
    after = {organisation.code: organisation for organisation in result.organisations}
    for before in current.organisations:
        now = after[before.code]
        if now is not before and _organisation_differences(before, now):
            yield PreviewLine(organisation=before.code, address="", phrase=_CHANGED_ITSELF, between=(before, now))


def _organisation_differences(before: Organisation, now: Organisation) -> dict[str, tuple[str, str]]:
    pairs = {name: (getattr(before, name), getattr(now, name)) for name in _ORGANISATION_FIELDS}
    return {name: values for name, values in pairs.items() if values[0] != values[1]}


def _differences(before: Contact, now: Contact) -> dict[str, tuple[str, str]]:
    fields = {name: (str(getattr(before, name)), str(getattr(now, name))) for name in _CONTACT_FIELDS}
    fields |= {heading: (before.extra.get(heading, ""), now.extra.get(heading, "")) for heading in {**before.extra, **now.extra}}
    return {name: values for name, values in fields.items() if values[0] != values[1]}


def _said(differences: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    """Return each difference as a sentence; a heading of the file's own, as that of a further column, stays as it is."""
    ours = {**_CONTACT_FIELDS, **_ORGANISATION_FIELDS}
    return tuple(
        phrased("lists.change", field=phrased(f"lists.fields.{name}") if name in ours else name, before=before, now=now)
        for name, (before, now) in differences.items()
    )
