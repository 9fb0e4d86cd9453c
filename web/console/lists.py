"""Contacts: a file is uploaded, its columns and its rows are looked at before anything is kept, and the list is had as a file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from contacts.columns import ContactField, SeenColumns, UnknownColumnsError
from contacts.compare import Preview
from contacts.loaded import Loaded
from domain.desk import DeskRole
from domain.errors import ConfigurationError, CounterfoilError
from domain.telling import Telling
from languages.telling import phrased
from service.authoring.unspoken import unspoken
from service.contacts.lists import Signed, as_csv, list_size, load_file
from service.contacts.uploads import forget, keep, kept
from service.deciding.unloading_seen import foreseen_unloading
from service.mailings.late import late
from web.console.acts import After, done, missed
from web.console.doors import Answer, FileAnswer, PageAnswer, Visit, looked, place

LARGEST = 10 * 1024 * 1024  # Bytes of a file of contacts: a hundred thousand rows have room in them.
_COLUMN = "column"  # How a column is read, as THEIRS=OURS in a form and in the address of a look.
FIRST = 100  # Rows of each kind that the page shows.


def contacts(visit: Visit) -> Answer:
    """Show how many contacts a study has, and where a file is uploaded."""
    organisations, entries = list_size(visit.service, visit.study.study.contact_list)
    return PageAnswer("contacts", {"list": visit.study.study.contact_list, "organisations": organisations, "entries": entries})


def upload(visit: Visit) -> Answer:
    """Look at a file that came: nothing is kept on the list yet."""
    file = visit.files.get("file")
    if file is None or not (file.name or file.data):  # An empty file that has a name is one: it is read, and said to be empty.
        raise ConfigurationError(
            "There is no file.", where="upload", remedy="Choose a file of contacts: CSV, Excel or OpenDocument.", key="no_file"
        )
    token = keep(visit.service, file.name, file.data)
    try:
        return _preview(visit, token, {}, "")
    except CounterfoilError:
        forget(visit.service, token)  # What cannot be read is not looked at again.
        raise


def look(visit: Visit) -> Answer:
    """Look at it again, with columns read otherwise; or load it as it was looked at."""
    token, sheet = visit.given.get("token", ""), visit.given.get("sheet", "")
    columns = _columns(visit)
    if visit.given.get("what") != "load":
        return looked(visit, _preview(visit, token, columns, sheet))
    name = visit.study.study.contact_list
    signed = Signed(by=visit.by, at=visit.now, note=visit.given.get("note", "").strip())
    made = load_file(visit.service, kept(visit.service, token), name, columns, store=True, sheet=sheet or None, signed=signed)
    forget(visit.service, token)
    each = {"added": made.added, "changed": made.changed, "unchanged": made.unchanged, "rejected": made.rejected}
    told = phrased("done.loaded", **{name: str(len(rows)) for name, rows in each.items()})
    return done(visit, "", made.entry, place("studies", visit.study.study.id, "contacts"), told, after=tuple(_after(visit, name, made)))


def _after(visit: Visit, name: str, made: Preview) -> Iterator[After]:
    """Yield which languages of those loaded a study lacks, and who missed what had left, of the studies that the visitor may look at."""
    yield from map(After, _unspoken(visit, name, made))
    yield from missed(visit, late(visit.service, name, visit.now))


def _unspoken(visit: Visit, name: str, made: Preview) -> Iterator[Telling]:
    for one in unspoken(visit.service, name, made.loaded.contacts):
        if visit.user and visit.user.may(DeskRole.LOOK, str(one.facts["study"])):
            yield one


def look_again(visit: Visit) -> Answer:
    """Look at a file that came once more, at the address of the look: in another language, or after the page was left."""
    return _preview(visit, visit.given.get("token", ""), _columns(visit), visit.given.get("sheet", ""))


def _preview(visit: Visit, token: str, columns: Mapping[str, str], sheet: str) -> PageAnswer:
    """Show what a file would change; where its columns are not known, its columns alone, for the person to say what they are."""
    name = visit.study.study.contact_list
    made: Preview | None = None
    seen: Loaded | SeenColumns
    try:
        made = load_file(visit.service, kept(visit.service, token), name, columns, store=False, sheet=sheet or None)
        seen = made.loaded
    except UnknownColumnsError as error:
        seen = error.seen
    facts: dict[str, object] = {"preview": made, "loaded": seen, "token": token, "given": columns, "sheet": seen.sheet, "first": FIRST}
    asked = [("token", token), ("sheet", sheet), *((_COLUMN, f"{theirs}={ours}") for theirs, ours in columns.items())]
    facts["lacks"] = _lacks(seen)
    facts["unspoken"] = tuple(_unspoken(visit, name, made)) if made else ()
    facts["link"] = f"{place('studies', visit.study.study.id, 'contacts', 'preview')}?{urlencode(asked)}"
    return PageAnswer("preview", facts | {"parts": _parts(made) if made else {}, "fields": tuple(one.value for one in ContactField)})


def _lacks(seen: Loaded | SeenColumns) -> str:
    """Return what the page says of columns without which nothing can be loaded, as the end of a phrase's name."""
    read = set(seen.columns.values())
    if ContactField.ADDRESS in read:
        return "unknown_organisation"
    return "unknown_address" if read & {ContactField.CODE, ContactField.ORGANISATION} else "unknown_columns"


def _parts(made: Preview) -> dict[str, object]:
    return {"added": made.added, "changed": made.changed, "absent": made.absent}


def undoing(visit: Visit) -> Answer | None:
    """Show whom undoing would take off the list, or put back, before anything is undone; None where the entry is about no list."""
    number = int(visit.path["entry"])
    made = foreseen_unloading(visit.service, number)
    if made is None:
        return None
    names = ("put_on", "as_in_file") if made.stands else ("taken_off", "as_before")
    parts = dict(zip((*names, "stays"), (made.listed, made.changed, made.touched), strict=True))
    return looked(visit, PageAnswer("undoing", {"made": made, "parts": parts, "entry": number, "first": FIRST}))


def _columns(visit: Visit) -> dict[str, str]:
    """Return the columns that a person reads otherwise than the program did, now or before; of the others a form says nothing."""
    said = (one.rpartition("=") for one in visit.several.get(_COLUMN, ()) if one)
    return {theirs: ours for theirs, _, ours in said}


def download(visit: Visit) -> Answer:
    """Return the list as CSV, to be edited and loaded again."""
    name = visit.study.study.contact_list
    return FileAnswer(as_csv(visit.service, name).encode("utf-8-sig"), "text/csv; charset=utf-8", f"{name}.csv")
