"""A study's folder: the study as it stands there today, and how it comes to run."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from domain.errors import Asked, ConfigurationError
from domain.journal import About, Subject, What
from domain.study import DEFAULT, Study
from languages.telling import phrased
from questionnaire.pages import lay_out
from service.authoring.rounds import with_last_round
from service.studies.find import called_anywhere
from service.studies.folder import read_folder
from service.studies.inviting import invite
from service.studies.meanings import meanings
from service.studies.previous_export import FILE
from service.studies.quality_frozen import refuse_changed
from service.studies.running import Running, applied_before, readable, require_running
from service.wiring import Service
from settings.reading import unknown_key
from store import Transaction, invitations, journal, studies
from store.cases.decisions import Ruling, decide, person


def folders(service: Service) -> list[str]:
    """Return the names of the folders in which a study stands, in order."""
    return sorted(path.parent.name for path in service.installation.studies.glob("*/study.toml"))


def choose(service: Service, study_id: str | None) -> str:
    """Return the id of the study that is meant; it need not be named where there is one."""
    there = folders(service)
    if study_id in there:
        return str(study_id)
    if not there and service.installation.studies.exists():
        next(service.installation.studies.iterdir(), None)  # What may not be listed looks as if it were empty, and is told by this.
    known = phrased("faults.known_do", known=tuple(there)) if there else phrased("faults.none_yet_do")
    if study_id is not None:
        why = phrased("faults.no_study", study=repr(study_id))
        raise ConfigurationError(why, where=str(service.installation.studies), remedy=known)
    if len(there) != 1:
        raise ConfigurationError("Which study?", where=Asked.STUDY, remedy=f"Choose one. {known}")
    return there[0]


def of_organisation(service: Service, tx: Transaction, study_id: str | None, organisation: str) -> Running:
    """Return the study that is named, or else the one that alone knows an organisation by this reference or code, or the only one.

    ConfigurationError where several are left: a name is looked for in one study alone.
    """
    there = folders(service) if study_id is None else []
    known = [one.study for one in called_anywhere(tx, organisation) if one.study in there]
    return require_running(service, tx, choose(service, known[0] if len(known) == 1 else study_id))


def draft(service: Service, study_id: str) -> Running:
    """Return the study as it stands in its folder."""
    folder = read_folder(service.installation.studies / study_id)
    study = folder.study
    if study.id != study_id:
        why = phrased("faults.other_id", id=repr(study.id), folder=repr(study_id))
        raise ConfigurationError(why, where="study.toml id", remedy=phrased("faults.same_name_do"))
    _refuse_unknown_transport(service, study)
    if study.previous or FILE in folder.files:
        with service.store.reading() as tx:
            folder = with_last_round(tx, folder, partial(readable, service, tx))
    return Running(study, folder, 0, paused=False)


def prospective(service: Service, study_id: str) -> Running:
    """Return the study as it stands in its folder, with the deadline that would hold if it were applied now."""
    found = draft(service, study_id)
    with service.store.reading() as tx:
        applied, before = studies.applied(tx, study_id), applied_before(service, tx, study_id)
    if applied is None or applied.deadline is None or _moves(before, applied, found.study):
        return found
    return replace(found, study=replace(found.study, deadline=applied.deadline))


def _refuse_unknown_transport(service: Service, study: Study) -> None:
    """Raise ConfigurationError where a sender names a transport that the installation does not have."""
    known = (DEFAULT, *service.installation.transports)
    for one in study.senders:
        if one.transport not in known:
            raise unknown_key(one.transport, known, f"study.toml [senders.{one.key}] transport")


def ready_to_apply(service: Service, study_id: str, *, confirmed: bool) -> Running:
    """Return the study as its folder has it; an error where it cannot be applied. `confirmed` says that reworded texts mean the same."""
    ready = draft(service, study_id)
    # A fault in last round's values is told now, and not when the first workbook is made.
    ready.folder.last_round()
    with service.store.reading() as tx:
        _refuse_taken(service, tx, ready.study)
        meanings(service, tx, study_id, ready.folder).refuse(confirmed=confirmed)
    return ready


def apply(
    service: Service, study_id: str, now: datetime, *, by: str, note: str = "", confirmed: bool = True, seen: str | None = None
) -> int:
    """Record the folder's files as the version that runs from now on, with the layouts of its workbooks; return its number.

    `confirmed` says that whoever applies it has given their name for texts that are new and mean the same, `seen` is the hash of the files
    that they looked at; ConfigurationError where these are others now.
    """
    ready = ready_to_apply(service, study_id, confirmed=confirmed)
    if seen is not None and seen != ready.folder.sha256:
        why = phrased("faults.folder_changed")
        raise ConfigurationError(why, where=study_id, remedy=phrased("faults.folder_changed_do"))
    layouts = [lay_out(ready.questionnaire, language) for language in ready.study.languages]
    hashes = service.store.archive.put(ready.folder.files.values())
    with service.store.transaction() as tx:
        journal.alone(tx)
        # Answers may have come in since.
        meanings(service, tx, study_id, ready.folder).refuse(confirmed=confirmed)
        before, applied = applied_before(service, tx, study_id), studies.applied(tx, study_id)
        refuse_changed(tx, before, ready.study)
        for layout in layouts:
            studies.keep_layout(tx, study_id, layout.version, layout.to_json())
        invite(tx, ready.study)
        version = studies.apply(tx, study_id, dict(zip(ready.folder.files, hashes, strict=True)), now)
        if applied is None or version != applied.version:
            moved = _moves(before, applied, ready.study)
            decide(tx, person(tx, by), now, _applied(ready, version, note, moved=moved))
    return version


def _moves(before: Study | None, applied: studies.Applied | None, ready: Study) -> bool:
    """Say whether study.toml names another deadline than it did; where that cannot be read any more, than the one that holds."""
    if before:
        return before.deadline != ready.deadline
    return applied is not None and applied.deadline not in {None, ready.deadline}


def _applied(ready: Running, version: int, note: str, *, moved: bool) -> list[Ruling]:
    study = ready.study.id
    about = About(Subject.STUDY, study)
    rulings = [Ruling(what=What.APPLY, about=about, value=str(version), study=study, note=note)]
    if moved:
        # The file names another day now, and that is the later word: what was extended is taken back.
        rulings.append(Ruling(what=What.EXTEND, about=about, study=study, note=f"study.toml says {ready.study.deadline}"))
    return rulings


def _refuse_taken(service: Service, tx: Transaction, study: Study) -> None:
    """Raise ConfigurationError where the prefix is another study's, even if nobody was invited to that one yet."""
    invitations.refuse_taken(tx, study.id, study.prefix)
    for other in studies.applied_ids(tx):
        before = applied_before(service, tx, other) if other != study.id else None
        if before and before.prefix.upper() == study.prefix.upper():
            raise invitations.taken(study.prefix, other)
