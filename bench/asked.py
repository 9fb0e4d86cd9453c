"""A child of `bench.filled`: does one thing in an installation, in a process of its own, and prints what that took.

The clock stands at the last call of the study that `bench.shape1` fills in. What a thing needs before it, such as workbooks in the mailbox,
is made before anything is measured. Memory is what the process held at its peak, the cage not included.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.returned import cut, personal
from bench.shape1.study import STUDY
from demo import respondents
from demo.acts import entries
from demo.usual_answers import usual
from domain.submission import Standing
from questionnaire.workbook.placeholders import ORGANISATION, REFERENCE, TOKEN
from questionnaire.workbook.stamp import Personal
from service.cases.waiting import waiting
from service.collecting.collect import collect
from service.contacts.census import census
from service.contacts.states import contact_lines
from service.digests.digest import preview_digest
from service.exports.export import export
from service.installation import config
from service.letters.listed import Narrowed, listed
from service.letters.press import Press
from service.mailings.timetable import plan_mailings
from service.quality.measured import quality
from service.sending.send import send_due
from service.studies.running import Running, require_running
from service.views.case_file import Wish, case_file, roll
from service.views.overview import overview
from service.views.status import organisations, status
from service.wiring import Service, open_service

LETTERS, MESSAGES = 1_000, 200  # So many leave, and come in, at each size.
MAILBOX = Path("mail")
_NOW = datetime(2012, 4, 23, 10, 5, tzinfo=ZoneInfo("Europe/Vienna"))
_WORDS = "Dear colleagues,\n\nPlease find our completed questionnaire attached.\n\nKind regards"
_ONE_PAGE = 50

Asked = Callable[[Service, Running], object]


def _plan(service: Service, running: Running) -> object:
    return plan_mailings(service, running, _NOW).letters


def _send(service: Service, _: Running) -> object:
    return {str(outcome): number for outcome, number in send_due(service, _NOW + timedelta(minutes=1)).outcomes.items()}


def _collect(service: Service, _: Running) -> object:
    return collect(service, _NOW + timedelta(minutes=2)).new


def _status(service: Service, running: Running) -> object:
    with service.store.reading() as tx:
        return status(tx, running, _NOW)["organisations"]


def _digest(service: Service, running: Running) -> object:
    return len(preview_digest(service, running, "weekly", _NOW, Path("preview")))


def _deliveries(service: Service, running: Running) -> object:
    with service.store.reading() as tx:
        return sum(1 for _ in listed(tx, Narrowed(study=running.study.id)))


def _refused(service: Service, running: Running) -> object:
    with service.store.reading() as tx:
        return sum(1 for _ in listed(tx, Narrowed(study=running.study.id, state="rejected")))


def _dashboard(service: Service, running: Running) -> object:
    return type(overview(service, running, _NOW)).__name__


def _page(wish: Wish) -> Asked:
    return lambda service, running: len(roll(service, running, wish, 0, _NOW).lines)


def _file(service: Service, running: Running) -> object:
    one = roll(service, running, Wish(), 0, _NOW).lines[0].reference
    with service.store.reading() as tx:
        return len(case_file(service, tx, running, one, _NOW).letters)


def _waiting(service: Service, running: Running) -> object:
    with service.store.reading() as tx:
        return len(waiting(tx, running.study.id, _ONE_PAGE))


def _contact(service: Service, running: Running) -> object:
    with service.store.reading() as tx:
        return len(contact_lines(tx, running.study.contact_list, _NOW, {"B000017"}))


def _quality(service: Service, running: Running) -> object:
    with service.store.reading() as tx:
        return len(quality(tx, running, _NOW).cases)


def _csv(service: Service, running: Running) -> object:
    return export(service, running, "csv", Path("export"), _NOW, labels=False, language=running.study.languages[0]).files


QUESTIONS: Mapping[str, Asked] = {
    "status": _status,
    "dashboard": _dashboard,
    "first page": _page(Wish()),
    "silent ones": _page(Wish(standing="silent")),
    "search": _page(Wish(search="zoe.mueller-17@")),
    "search in vain": _page(Wish(search="nobody of this name")),
    "case file": _file,
    "one contact": _contact,
    "cases": _waiting,
    "refused letters": _refused,
    "all letters": _deliveries,
    "digest": _digest,
    "report on quality": _quality,
    f"collect {MESSAGES}": _collect,
    "plan a mailing": _plan,
    f"send {LETTERS}": _send,
    "export csv": _csv,
}


def _fill_mailbox(service: Service, running: Running) -> None:
    """Put a filled workbook of each of some silent organisations into the mailbox."""
    press, filled = Press(running, service.installation.outgoing, service.store.archive), {}
    with service.store.reading() as tx:
        silent = (one.code for one in organisations(tx, running, _NOW) if one.standing == Standing.SILENT)
        cases = census(tx, running, _NOW, list(islice(silent, 2 * MESSAGES)))
    for number, case in enumerate(islice((one for one in cases.values() if one.usable), MESSAGES)):
        contact, one = case.usable[0], case.invitation
        if contact.language not in filled:
            blank = press.blank(contact.language)
            workbook = blank.prefix + blank.stamp(Personal(REFERENCE, TOKEN, ORGANISATION))
            filled[contact.language] = cut(respondents.fill(workbook, entries(running.questionnaire, usual(0), contact.language)))
        files = [(f"{one.reference}.xlsx", personal(filled[contact.language], one.token, one.reference, case.organisation.name))]
        raw = respondents.fresh(
            sender=contact.address,
            sender_name=contact.name,
            to=running.study.returns_to,
            subject="Questionnaire",
            text=_WORDS,
            files=files,
            now=_NOW,
        )
        (MAILBOX / "new" / f"{number}.eml").write_bytes(raw)


@contextmanager
def _ready(name: str) -> Iterator[tuple[Service, Running]]:
    """Open the installation of this folder, and make what a thing needs before it."""
    with open_service(config.load(Path(), {})) as service:
        with service.store.reading() as tx:
            running = require_running(service, tx, STUDY)
        if name == f"collect {MESSAGES}":
            _fill_mailbox(service, running)
        elif name in {"plan a mailing", f"send {LETTERS}"}:  # Nobody is reminded before the mailbox was taken in.
            collect(service, _NOW)
        yield service, running


def _memory(key: str) -> float:
    found = re.search(rf"{key}:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) / 1024 if found else 0.0


def _used() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def main() -> None:
    """Do the thing that is named, and print one JSON object."""
    (name,) = sys.argv[1:]
    with _ready(name) as (service, running):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        clock, used = time.perf_counter(), _used()
        came = QUESTIONS[name](service, running)
        took = {"clock": round(time.perf_counter() - clock, 2), "cpu": round(_used() - used, 2), "memory_mib": round(_memory("VmHWM"))}
    print(json.dumps(took | {"came": str(came)[:200]}))


if __name__ == "__main__":
    main()
