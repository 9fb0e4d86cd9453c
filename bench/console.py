"""What each page of the console costs in a large study: `python -m bench.console [--organisations N] [--rounds N] [--json]`.

Milliseconds of the processor and of the clock that the server takes for a page, medians, and its bytes, on SQLite; and what it takes when
it is asked for first, after a start that made what pages share. Among the pages are those that come before an act: of sending a mailing, of
loading five thousand contacts, new ones and changed ones, whose upload is an act of its own, and of undoing a list that was loaded with a
thousand new ones; and a mailing's with letters that were asked for and wait. What is asked for as a form changes nothing. What is worked
out by a process of its own, as a report on quality, is none of a page's.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import chain
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from bench.ground import say
from bench.installation import installation
from bench.pages import STUDY as _STUDY
from bench.pages import pages
from bench.shape1.study import NOW
from bench.whole import Program
from service.approving.approve import proposals
from service.console.signing_in import choose_password
from service.console.users import first_link
from service.contacts.lists import Signed, as_csv, load_file
from service.contacts.uploads import waiting
from service.installation import config
from service.installation.install import SAMPLE
from service.installation.public import ConsoleTable
from service.mailings.reminding import Reminding, ask_reminding
from service.studies.running import Running, require_running
from service.wiring import Service, open_service
from store import invitations
from tests.servers import free_port
from web.console.app import console
from web.console.warm import warm
from web.serving import served

_Form = Mapping[str, str] | bytes | None  # None where a page is asked for; bytes are a file that is uploaded.
TARGET_MS, TARGET_BYTES = 100, 100_000
_MORE = ("organisations?search=member", "organisations?standing=silent")  # Beside the list of all.
_LOADED = 1_000  # Contacts that a list adds whose undoing is looked at.
_UPLOADED = 5_000  # New contacts of a file that is looked at before it is loaded.
_REFUSED = f"{_STUDY}/remind"  # Nobody is ticked.
_TICKED = 200  # Organisations that are asked to be reminded: as many as a page shows.


@dataclass(frozen=True, slots=True, kw_only=True)
class PageCost:
    """What a page costs: milliseconds of the processor when it is asked for first, and again and again; of the clock; and its bytes."""

    page: str
    first_ms: float
    cpu_ms: float
    ms: float
    bytes: int


def main() -> None:
    """Measure, and print a line a page or the JSON object."""
    parser = argparse.ArgumentParser(prog="python -m bench.console", description="What each page of the console costs in a large study.")
    parser.add_argument("--organisations", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true", help="end with one JSON object")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-console-") as folder, _open(Path(folder) / "home", chosen.organisations) as service:
        costs = tuple(measure(service, chosen.rounds))
    if chosen.json:
        print(
            json.dumps(
                {
                    "target_ms": TARGET_MS,
                    "target_bytes": TARGET_BYTES,
                    "pages": {one.page: [one.cpu_ms, one.bytes, one.first_ms] for one in costs},
                }
            )
        )
        return
    for one in costs:
        say(f"{one.page:60} {one.cpu_ms:7} ms of the processor, at first {one.first_ms:7}, {one.ms:7} ms {one.bytes:8} bytes")


@contextmanager
def _open(home: Path, organisations: int) -> Iterator[Service]:
    with installation(Program(), home, organisations), open_service(config.load(home, {})) as service:
        yield service


def measure(service: Service, rounds: int) -> Iterator[PageCost]:
    """Serve the console, and yield what each page costs whoever may do everything."""
    secret = first_link(service, NOW)
    assert secret
    session = choose_password(service, secret, "Anna Berg", "correct horse battery staple", NOW)
    used = time.process_time()
    warm(service, NOW)
    say(f"to warm up: {(time.process_time() - used) * 1000:.0f} ms of the processor")
    settings = ConsoleTable(port=free_port())
    with served(console(service, settings, lambda: NOW), settings, "console"):
        known = [*(page for _, page in pages(service)), *(f"{_STUDY}/{one}" for one in _MORE)]
        # What an act changes in the store comes when its page is asked for, and not before: else earlier pages would be refused.
        for page, form in chain(((one, None) for one in known), _before_acts(service)):
            say(page)
            first, *costs = [_ask(settings.port, page, session, form) for _ in range(rounds + 1)]
            yield PageCost(
                page=re.sub(r"\?(sha256|token).*|(?<=/welcome/).*", "", page),
                first_ms=round(first[0], 1),
                cpu_ms=round(median(one[0] for one in costs), 1),
                ms=round(median(one[1] for one in costs), 1),
                bytes=costs[-1][2],
            )


def _upload(service: Service) -> Iterator[tuple[str, _Form]]:
    """Yield the upload of a file of new contacts, whose first round reads it, and the page that looks at it again."""
    rows = "".join(f"UP{number};Office {number};up{number}@office{number}.example;en\n" for number in range(_UPLOADED))
    yield from _uploaded(service, f"code;organisation;email;language\n{rows}", "new")


def _uploaded(service: Service, text: str, what: str) -> Iterator[tuple[str, _Form]]:
    yield f"{_STUDY}/contacts?upload={what}", text.encode()
    newest = max(waiting(service), key=lambda one: one.stat().st_mtime_ns)
    yield f"{_STUDY}/contacts/preview?of={what}", {"token": newest.parent.name, "what": "look"}


def _changing(service: Service) -> Iterator[tuple[str, _Form]]:
    """Yield the same of a file by which as many contacts, each of another organisation, are called otherwise."""
    list_name = _running(service).study.contact_list
    head, *rows = csv.reader(io.StringIO(as_csv(service, list_name)), delimiter=";")
    code, name, organisation = (head.index(one) for one in ("organisation code", "contact name", "organisation"))
    changed = list({row[code]: row for row in rows}.values())[:_UPLOADED]
    for row in changed:
        row[name], row[organisation] = f"{row[name]} Junior", f"{row[organisation]} and others"
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([head, *changed])
    yield from _uploaded(service, text.getvalue(), "changed")


def _before_acts(service: Service) -> Iterator[tuple[str, _Form]]:
    """Yield the pages that are shown before something is done, with the form that leads to them; then those of what waits to be done."""
    yield from _upload(service)
    yield from _changing(service)
    running = _running(service)
    (reminder,) = proposals(service, running, "reminder")
    yield f"{_STUDY}/mailings/reminder/send?sha256={reminder.sha256}", None
    for number in range(5):
        ask_reminding(service, running, Reminding(mailing="circular", to=_ticked(service)[number:], by="Anna Berg"), NOW)
    yield f"{_STUDY}/mailings/circular", None
    rows = "".join(f"Added {number};added{number}@example.org;fr\n" for number in range(_LOADED))
    file, name = Path(service.installation.root) / "added.csv", running.study.contact_list
    file.write_text(f"Organisation;E-mail;Language\n{rows}", encoding="utf-8")
    made = load_file(service, file, name, {}, store=True, signed=Signed(by="Anna Berg", at=NOW))
    yield f"{_STUDY}/entries/{made.entry}/undo", {"note": ""}
    yield f"{_STUDY}/mailings/circular", None  # Now a thousand have come too late for it.
    yield _REFUSED, {"mailing": "circular"}


def _ticked(service: Service) -> tuple[str, ...]:
    with service.store.reading() as tx:
        return tuple(one.reference for one in invitations.of_study(tx, SAMPLE).values())[:_TICKED]


def _running(service: Service) -> Running:
    with service.store.reading() as tx:
        return require_running(service, tx, SAMPLE)


def _ask(port: int, page: str, session: str, form: _Form = None) -> tuple[float, float, int]:
    """Ask for a page, or send the form or file that leads to it; return milliseconds of the processor and of the clock, and its bytes.

    The asking itself costs some tenths.
    """
    connection = HTTPConnection("127.0.0.1", port, timeout=300)
    began, used = time.perf_counter(), time.process_time()
    headers = {"Cookie": f"counterfoil={session}", "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
    if isinstance(form, bytes):
        headers["Content-Type"] = "multipart/form-data; boundary=end"
        sent = b'--end\r\nContent-Disposition: form-data; name="file"; filename="list.csv"\r\n\r\n%s\r\n--end--\r\n' % form
    else:
        sent = urlencode(form or {}).encode()
    connection.request("GET" if form is None else "POST", page, sent or None, headers)
    got = connection.getresponse()
    data = got.read()
    assert got.status == (400 if page == _REFUSED else 200), (page, got.status)
    took = ((time.process_time() - used) * 1000, (time.perf_counter() - began) * 1000, len(data))
    connection.close()
    return took


if __name__ == "__main__":
    main()
