"""The press: makes a letter's envelope from a study, a case and a planned letter; templates, PDFs and workbooks are made once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import templates
from domain.contact import Contact, Organisation, without_mark
from domain.errors import LetterError
from domain.letter import BEFORE_BY_ANOTHER, BY_ANOTHER, CAME_BEFORE, CHANGED, EXTENDED, LOOKED_AT, OF_ANOTHER, UNDONE, Envelope, Letter
from domain.mail.reference import DELIVERY, tagged
from domain.rules.reminded import TO_COORDINATORS
from domain.study import Attachment, Mailing
from domain.texts.visible import all_visible
from languages import in_spoken
from languages.phrases import phrases
from mailer.dkim import keys_for, signed
from mailer.merge import Rendered, Template, compile_letter
from mailer.mime import MESSAGE, BodyPart, Inline, Stamped, attach_own, attach_shared, attach_stamped, compose
from mailer.pdf import render_pdf
from questionnaire.workbook.stamp import Blank, Personal
from service.contacts.census import InvitedOrganisation
from service.installation.outgoing import Outgoing
from service.letters.blanks import blank_of
from service.letters.claims_told import told_claims
from service.letters.extended import has_until
from service.letters.greeted import GREETED
from service.letters.letter_header import bears_token_of, header_of
from service.letters.parts_told import told_parts
from service.letters.planned import ANSWER, CONFIRMATION, EDITED, INQUIRY, MERGED, reply_sender
from service.studies.own_letters import own_template
from service.studies.running import Running
from store.archive.originals import Archive

MEDIA_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.12",
}
_OWN = (ANSWER, EXTENDED, CONFIRMATION, INQUIRY, "probe", EDITED, MERGED, UNDONE, LOOKED_AT, CAME_BEFORE, CHANGED)


class Press:
    """Makes the letters of one study, and signs them."""

    def __init__(self, running: Running, outgoing: Outgoing, archive: Archive) -> None:
        self.running = running
        self.study = running.study
        self.outgoing = outgoing
        self.archive = archive
        # A process that makes letters for this one is told of each organisation: it has no part in the file in which these lie.
        self.last_round: Callable[[str], Mapping[str, str]] = lambda code: running.previous.get(code, {})
        # What many letters share is made once for each language.
        self.template = cache(self._template)
        self.shared = cache(self._shared_visible)
        self.knowing = cache(self._knowing)
        self.pdf = cache(self._pdf)
        self.blank_until = cache(self._blank_until)
        self.attached_workbook = cache(self._attached_workbook)

    def envelope(self, letter: Letter, case: InvitedOrganisation | None, now: datetime, template: str | None = None) -> Envelope:
        """Return the letter ready to be handed over (LetterError where it cannot be made)."""
        return self.envelope_of(letter, case, now, self.rendered(letter, case, template))

    def envelope_of(self, letter: Letter, case: InvitedOrganisation | None, now: datetime, rendered: Rendered) -> Envelope:
        """Return the letter with its words as they were `rendered`, ready to be handed over."""
        sender = self.study.sender(letter.sender)
        headers = header_of(letter, case, rendered.subject, now, self.study, self.outgoing)
        inlines = [self._inline(image) for image in _listed(letter.context, "images")]
        made = compose(headers, rendered.text, rendered.html, inlines, self._attachments(letter, case))
        pieces = signed(made, keys_for(sender.address, self.outgoing.keys), now)
        mail_from = tagged(self.study.returns_to, DELIVERY, letter.tag, self.outgoing.separator)
        return Envelope(letter_id=letter.id, mail_from=mail_from, rcpt_to=letter.address, pieces=pieces, tag=letter.tag)

    def rendered(self, letter: Letter, case: InvitedOrganisation | None, template: str | None = None) -> Rendered:
        """Return the letter's subject, text and HTML."""
        try:
            stem, own = template or letter.template, all_visible(self.context(letter, case))
            shared = letter.sender, letter.language, self.last_day(case)
            knowing = self.knowing(stem, *shared)
            fitting = knowing if knowing.fits(own) else self.template(stem, letter.language)
            return fitting.render(self.shared(*shared) | own)
        except LetterError as error:
            raise LetterError(error.what, where=f"{error.where}, for {letter.address}", remedy=error.remedy) from error

    def body(self, letter: Letter, case: InvitedOrganisation | None) -> str:
        """Return the HTML of the letter's own words, of a letter that could be rendered."""
        return self.template(letter.template, letter.language).body(
            self.shared(letter.sender, letter.language, self.last_day(case)) | all_visible(self.context(letter, case))
        )

    def context(self, letter: Letter, case: InvitedOrganisation | None) -> dict[str, Any]:
        """Return what a letter may speak of beside what it shares."""
        contact = (case.contact(letter.address) if case else None) or self._stranger(letter)
        known: dict[str, Any] = {
            "organisation": _facts(case.organisation) if case else None,
            "contact": _facts(contact)
            | {"salutation": without_mark(str(letter.context.get(GREETED) or self._salutation(letter, contact)))},
            "reference": case.invitation.reference if case else "",
            "mailing": letter.mailing or "",
            "sent_on": self.sent_on(letter),
            "corrected": False,
            BY_ANOTHER: False,
            BEFORE_BY_ANOTHER: False,
            "asked": self._asked(letter, case),
            "fresh": self.brings_fresh(letter, case),
            "not_taken": (case.not_taken_of(contact) if case else None) or "",
            **told_parts(self.running, case, letter.language),
            "greeting": greeting(contact.name, letter.language) if letter.kind in TO_COORDINATORS else "",
            **letter.context,
        }
        return known | {"asked": [*known["asked"], *known.get(OF_ANOTHER, [])]}

    def _salutation(self, letter: Letter, contact: Contact) -> str:
        """Return how the list greets a contact, where a letter is in the language of theirs; another greets as it greets all."""
        theirs = self.study.language_for(contact.language)
        return contact.salutation if letter.language in {contact.language, theirs, in_spoken(theirs)} else ""

    def last_day(self, case: InvitedOrganisation | None) -> date:
        """Return the last day on which an answer is in time: the organisation's own, where it was given more time than everybody has.

        Letters and workbooks are made as they leave, so that each says what holds by then.
        """
        return has_until(self.study, case.granted if case else None)

    def sent_on(self, letter: Letter) -> date:
        """Return the day on which a letter goes, where the study is at home: that of its planning, so that a mailing has one date."""
        return letter.planned_at.astimezone(ZoneInfo(self.study.zone)).date()

    def _asked(self, letter: Letter, case: InvitedOrganisation | None) -> list[str]:
        """Return what a letter that reminds asks besides: whether a workbook is theirs that somebody sent and that nothing proves."""
        if case is None:
            return []
        claims = [one for one in case.claims if one.case_id in letter.asks]
        return told_claims(claims, {one.address.lower() for one in case.contacts}, ZoneInfo(self.study.zone), letter.language)

    def _shared_visible(self, sender: str, language: str, last: date) -> dict[str, Any]:
        visible: dict[str, Any] = all_visible(self._shared_context(sender, language, last))
        return visible

    def _shared_context(self, sender: str, language: str, last: date) -> dict[str, Any]:
        study = self.study
        facts = {
            "id": study.id,
            "title": study.title_in(language),
            "deadline": last,
            "zone": study.zone,
            "returns_to": study.returns_to,
        }
        return {"study": facts | {"contact": asdict(study.contact)}, "sender": asdict(study.sender(sender))}

    def _stranger(self, letter: Letter) -> Contact:
        people = [self.study.contact, *self.study.coordinators]
        name = next((person.name for person in people if person.address.lower() == letter.address.lower()), "")
        return Contact(organisation="", address=letter.address, name=name, language=letter.language)

    def _attachments(self, letter: Letter, case: InvitedOrganisation | None) -> list[BodyPart]:
        files = _listed(letter.context, "attachments")
        given = [_attached(one["name"], one["media_type"], self.archive.needed(one["sha256"])) for one in files]
        if letter.mailing is None:
            return given
        mailing = self.study.mailing(letter.mailing)
        if Attachment.PDF in mailing.attach:
            given.append(self.pdf(mailing, letter.language, self.sent_on(letter), self.last_day(case)))
        if case and self.brings_fresh(letter, case):
            given.append(self.workbook(case, letter.language))
        return given

    def brings_fresh(self, letter: Letter, case: InvitedOrganisation | None) -> bool:
        """Say whether a letter brings a fresh workbook: its mailing attaches one, no marked one does, and it may bear the token."""
        if case is None or not bears_token_of(letter, case):
            return False
        mailing = next((one for one in self.study.mailings if one.name == letter.mailing), None)
        return mailing is not None and Attachment.WORKBOOK in mailing.attach and not letter.context.get("corrected")

    def prepare_attachments(self, mailing: Mailing, letters: Iterable[Letter]) -> None:
        """Make what letters of a mailing share, so that a fault in it is told before the first of them is planned."""
        for language, day_of_sending in {(one.language, self.sent_on(one)) for one in letters}:
            if Attachment.PDF in mailing.attach:
                self.pdf(mailing, language, day_of_sending, self.study.deadline)
            if Attachment.WORKBOOK in mailing.attach:
                self.attached_workbook(language, self.study.deadline)

    def workbook(self, case: InvitedOrganisation, language: str) -> BodyPart:
        """Return the personal workbook of an organisation as an attachment."""
        return self.attached_workbook(language, self.last_day(case)).personal(
            self.stamp(case, language), name=f"{case.invitation.reference}{self.blank(language, case).ending}"
        )

    def blank(self, language: str, case: InvitedOrganisation | None = None) -> Blank:
        """Return the blank workbook in a language, as it is stamped for an organisation: its cover names the last day."""
        return self.blank_until(language, self.last_day(case))

    def stamp(self, case: InvitedOrganisation, language: str) -> bytes:
        """Return the part of the personal workbook that follows the blank's prefix."""
        invitation = case.invitation
        previous = self.last_round(case.organisation.code)
        return self.blank(language, case).stamp(Personal(invitation.reference, invitation.token, case.organisation.name, previous))

    def _template(self, stem: str, language: str) -> Template:
        if stem == "digest":
            source = (templates.folder("digests") / "status.md").read_text(encoding="utf-8")
            return compile_letter(source, name="status.md", language=language)
        if stem in _OWN:
            return own_template(self.running, stem, language)
        name, source = self.running.folder.letter(stem, language)
        return compile_letter(source, name=name, language=name.split(".")[-2])

    def _pdf(self, mailing: Mailing, language: str, sent_on: date, last: date) -> BodyPart:
        return attach_shared(f"{mailing.name}-{language}.pdf", "application/pdf", self.group_pdf(mailing, language, sent_on, last))

    def _knowing(self, stem: str, sender: str, language: str, last: date) -> Template:
        return self.template(stem, language).knowing(self.shared(sender, language, last))

    def group_pdf(self, mailing: Mailing, language: str, sent_on: date, last: date) -> bytes:
        """Return the letter on letterhead, addressed to the group, with the day on which it goes and the `last` one for answers."""
        shared = self._shared_context(mailing.sender, language, last)
        group = self.template(mailing.letter, language).group(shared | {"sent_on": sent_on})
        return render_pdf(group, language=language)

    def _blank_until(self, language: str, last: date) -> Blank:
        return blank_of(self.running, self.archive, self.study.sender(reply_sender(self.study.mailings)).name, language, last)

    def _attached_workbook(self, language: str, last: date) -> Stamped:
        blank = self.blank_until(language, last)
        return attach_stamped(f"questionnaire{blank.ending}", MEDIA_TYPES[blank.ending], blank.prefix)

    def _inline(self, image: Mapping[str, str]) -> Inline:
        return Inline(image["cid"], "image/png", self.archive.needed(image["sha256"]))


def _facts(value: Organisation | Contact) -> dict[str, Any]:
    """Return the facts of somebody by their names; unlike `asdict`, which looks into each, this takes no part of a letter's time."""
    return {name: getattr(value, name) for name in value.__dataclass_fields__}


def greeting(name: str, language: str) -> str:
    """Return how a digest greets a coordinator."""
    return phrases("status", language).say("greeting.named" if name else "greeting.nobody", name=name)


def _attached(name: str, media_type: str, data: bytes) -> BodyPart:
    return attach_own(name, media_type, data) if media_type == MESSAGE else attach_shared(name, media_type, data)


def _listed(context: Mapping[str, Any], key: str) -> list[dict[str, str]]:
    return list(context.get(key, []))
