"""The annexes of a study as they are exported: each with the questions that it answers, and what answers name and has not come."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from io import BytesIO
from itertools import groupby
from typing import BinaryIO

from domain.annex import Annex
from domain.submission import Invitation
from exports.dataset import AnnexFile, AwaitedFile
from service.reviewing.files_named import NamedAnnexes, files_of_all, named_annexes
from service.studies.running import Running
from service.wiring import Service
from store import annexes, invitations
from store.archive.originals import Archive


def annexed_files(service: Service, running: Running) -> Iterator[AnnexFile | AwaitedFile]:
    """Yield the files that came beside workbooks, in the order of the invitations, and at the end those that have not come."""
    archive, study = service.store.archive, running.study.id
    with service.store.reading() as tx:
        whose = {one.id: one for one in invitations.of_study(tx, study).values()}
        written, lacking = dict(files_of_all(tx, running)[1]), dict[int, NamedAnnexes]()
        for number, several in groupby(annexes.of_study(tx, study), lambda one: one.invitation_id):
            came = list(several)
            lacking[number] = belonging = named_annexes(written.pop(number, {}), came)
            yield from (_annexed(archive, whose[number], one, belonging) for one in came)
        lacking |= {number: named_annexes(named, ()) for number, named in written.items()}
        for number, belonging in sorted(lacking.items()):
            yield from (
                AwaitedFile(organisation=whose[number].organisation, reference=whose[number].reference, question=key, name=name)
                for key, name in belonging.lacking.items()
            )


def _annexed(archive: Archive, whose: Invitation, one: Annex, belonging: NamedAnnexes) -> AnnexFile:
    return AnnexFile(
        organisation=whose.organisation,
        reference=whose.reference,
        message=one.message_id,
        received_at=one.received_at,
        name=one.name,
        sha256=one.sha256,
        size=one.size,
        kind=one.kind,
        open=partial(_opened, archive, one.sha256),
        missing="" if archive.has(one.sha256) else archive.erased(one.sha256) or "lost",
        questions=belonging.questions.get(one.id, ()),
        guessed=one.id in belonging.guessed,
    )


def _opened(archive: Archive, sha256: str) -> BinaryIO:
    return BytesIO(archive.left(sha256) or b"")
