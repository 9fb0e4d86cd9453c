"""What is held about a person, for whoever asks for it: as JSON, as PDF, and the mail and letters themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from domain.errors import ConfigurationError, OriginalError
from domain.journal import Subject
from domain.sentences import counted
from mailer.proof import render_facts
from service.cases.entries import told
from service.installation.writing import write
from service.personal.forgetting import Found
from service.personal.holdings import look_for
from service.wiring import Service
from store import Transaction, journal, outbox, submissions, suppressions, traces

_NAMED = (Subject.ADDRESS, Subject.CONTACT, Subject.DETAILS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What was written: the folder, and how many records, originals and letters; `erased` are originals that are gone."""

    folder: str
    rows: int
    originals: int
    letters: int
    erased: int


def export(service: Service, address: str, folder: Path, now: datetime) -> Handed:
    """Write all that is held about a person into a folder. ConfigurationError where nothing is."""
    address = address.strip().lower()
    found = look_for(service, {address: "(asks)"})
    with service.store.reading() as tx:
        records = _records(tx, address, found)
        letters = dict(_letters(service, tx, found))
    archive = service.store.archive
    originals = {sha256: archive.get(sha256) for sha256 in sorted(archive.there(found.originals))}
    number = sum(map(len, records.values()))
    if not number and not originals and not letters:
        raise ConfigurationError("Nothing is held about this person.", where=address, remedy="Check how the address is written.")
    facts = {"address": address, "at": now.isoformat(), "names": sorted(found.who.names), "records": records}
    whole = facts | {"originals": list(originals), "letters": list(letters), "erased": sorted(found.originals - originals.keys())}
    write(folder / "subject.json", json.dumps(whole, ensure_ascii=False, indent=1, default=str).encode())
    write(folder / "subject.pdf", _page(whole, now))
    for sha256, data in originals.items():
        write(folder / "originals" / f"{sha256}{'.xlsx' if data[:2] == b'PK' else '.eml'}", data)
    for name, data in letters.items():
        write(folder / "letters" / name, data)
    gone = len(found.originals) - len(originals)
    return Handed(folder=str(folder), rows=number, originals=len(originals), letters=len(letters), erased=gone)


def _records(tx: Transaction, address: str, found: Found) -> dict[str, list[dict[str, Any]]]:
    """Return each record that names the person, by its table; what was decided about them; and what they answered."""
    rows: dict[str, list[dict[str, Any]]] = traces.rows_about(tx, found.who)
    numbers = traces.numbers_of(tx, [address])
    entries = [one for kind in _NAMED for one in journal.about(tx, kind, numbers) if one.about.subject is kind]
    if decisions := [asdict(one) for one in told(tx, entries)]:
        rows["decisions"] = decisions
    sent = submissions.of_messages(tx, traces.messages_of(tx, [address]))
    if answers := [{"submission": one.id, "question": name, "value": value} for one in sent for name, value in one.answers.items()]:
        rows["answers"] = answers
    if "suppression" not in rows and (stopped := suppressions.suppressed(tx, [address])):  # It is kept as a keyed hash.
        rows["suppression"] = [asdict(one) for one in stopped.values()]
    return rows


def _letters(service: Service, tx: Transaction, found: Found) -> Iterator[tuple[str, bytes]]:
    """Yield the letters to the person as they were handed over; those to others that name them are told by their records."""
    for number in sorted(traces.letters_to(tx, found.who.people)):
        try:
            if sent := outbox.recorded(tx, service.store.archive, number):
                yield f"letter-{number}.eml", sent.data
        except OriginalError:
            continue


def _page(whole: Mapping[str, Any], now: datetime) -> bytes:
    records: Mapping[str, Sequence[Mapping[str, Any]]] = whole["records"]
    says = (
        f"{counted(sum(map(len, records.values())), 'record')}, {counted(len(whole['originals']), 'original')} and "
        f"{counted(len(whole['letters']), 'letter')}, which lie beside this page as files."
    )
    parts = [{"name": name.replace("_", " "), "rows": [_row(one) for one in rows]} for name, rows in records.items()]
    facts = {"address": whole["address"], "made": f"{now:%Y-%m-%d %H:%M} UTC", "says": says, "parts": parts}
    return render_facts("subject.typ", facts, where=whole["address"], made=now)


def _row(record: Mapping[str, Any]) -> list[list[str]]:
    return [[name.replace("_", " "), _said(value)] for name, value in record.items() if value not in (None, "", [], {})]


def _said(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict | list) else str(value)
