"""Workbooks of one organisation: one that reached the office is filed for it by upload, each that came is opened, two lie side by side."""

from __future__ import annotations

from domain.errors import ConfigurationError
from service.collecting.by_hand import Filing, file_by_hand
from service.contacts.uploads import safe_name
from service.reviewing.compared import compared
from service.reviewing.received import received_file, workbook_seen
from web.console.acts import done
from web.console.doors import Answer, FileAnswer, NotThereError, PageAnswer, Visit, place
from web.console.lists import LARGEST
from web.console.organisations import require

__all__ = ["LARGEST", "beside", "file_workbook", "original", "received"]


def file_workbook(visit: Visit) -> Answer:
    """File a workbook for an organisation: read in the cage, and counted or held, as one that came by mail."""
    require(visit)
    file = visit.files.get("file")
    if file is None or not (file.data or file.name):
        raise ConfigurationError("There is no file.", where="upload", remedy="Choose a completed workbook.", key="no_workbook")
    if not file.data:
        raise ConfigurationError("The file is empty.", where="upload", remedy="Choose a completed workbook.", key="empty_workbook")
    filing = Filing(
        name=safe_name(file.name, "workbook.xlsx"),
        content=file.data,
        organisation=visit.path["reference"],
        mode=visit.given.get("mode", ""),
        by=visit.by,
        note=visit.given.get("note", "").strip(),
    )
    filed = file_by_hand(visit.service, visit.study, filing, visit.now)
    return done(visit, "", filed.entry, _file(visit), filed.told)


def beside(visit: Visit) -> Answer:
    """Show two workbooks of an organisation, and what they say otherwise."""
    require(visit)
    with visit.service.store.reading() as tx:
        found = compared(tx, visit.study, visit.path["reference"], visit.given.get("first", ""), visit.given.get("second", ""))
    if found is None:
        raise NotThereError("There are no such workbooks.")
    return PageAnswer("beside", {"seen": found, "reference": visit.path["reference"], "file": _file(visit)})


def received(visit: Visit) -> Answer:
    """Show a workbook that came: what was found in it, cell by cell, and where its file is to be had."""
    require(visit)
    with visit.service.store.reading() as tx:
        found = workbook_seen(visit.service, tx, visit.study, visit.path["reference"], visit.path["number"], visit.language)
    if found is None:
        raise NotThereError("There is no such workbook.")
    return PageAnswer("received", {"seen": found, "reference": visit.path["reference"], "file": _file(visit)})


def original(visit: Visit) -> Answer:
    """Return the file of a workbook as it came. Browsers keep it as a file, under a name of ours."""
    require(visit)
    with visit.service.store.reading() as tx:
        found = received_file(visit.service, tx, visit.study, visit.path["reference"], visit.path["number"])
    if found is None:
        raise NotThereError("There is no such workbook.")
    return FileAnswer(found.data, found.media_type, found.name)


def _file(visit: Visit) -> str:
    return place("studies", visit.study.study.id, "organisations", visit.path["reference"])
