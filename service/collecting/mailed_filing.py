"""A workbook that a member of staff mails for an organisation, with a first line as in "for CYB12-0042-K, by telephone".

It is filed as by `file`, in their name, where a mail server says that they wrote it. Where nothing shows that, their address is asked, with
a secret that nobody else has, and the answer files it (see `service.deciding.case_answers`). Of whoever is forged it is read as any other
message.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from cage.cage import InsideError
from digests import cases
from domain.errors import ConfigurationError, StoreError
from domain.evidence import Authentication
from domain.letter import Letter
from domain.mail.case_address import read_detail
from domain.mail.reference import find_references
from domain.message import By
from domain.rules.by_mail import has_share
from domain.said_of_case import Beside
from domain.study import Person
from domain.submission import Invitation
from intake.understanding.caged import GivenUpError
from intake.understanding.coordinators.case_words import said_of_case
from intake.understanding.coordinators.filing_words import SaidOfFiling, said_of_filing
from intake.understanding.evidence.machine import why_not_answered
from intake.understanding.examine import Examined, ExaminedFile
from languages import in_spoken, words
from languages.filing import mode_word
from languages.quoting import quoted_in
from languages.telling import refusal_in
from service.collecting.by_hand import FiledByHand, Filing, file_by_hand
from service.deciding.accepting import examined_again
from service.deciding.case_facts import region_of
from service.deciding.case_letters import FILES, AnswerToDecision, AskingWhether, answer, question_of_filing
from service.deciding.case_reading import CaseAnswered
from service.studies.at_work import AtWork
from service.studies.find import find_anywhere
from service.studies.running import Running
from service.wiring import Service
from store import contacts, generation, journal, messages, outbox


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mailed:
    """A message of a member of staff, and who they are in the study of the organisation that it is about."""

    service: Service
    studies: AtWork
    message: messages.Message
    examined: Examined
    running: Running
    person: Person
    now: datetime

    @property
    def answering(self) -> AnswerToDecision:
        """Return what a letter answers."""
        return AnswerToDecision.of(self.message, self.examined, self.now, believed=True)  # Whoever is forged gets no letter of this.

    @property
    def language(self) -> str:
        """Return the language of the letters."""
        return in_spoken(self.person.language)


def filed_by_mail(service: Service, studies: AtWork, message: messages.Message, examined: Examined, now: datetime) -> CaseAnswered | None:
    """Do what a member of staff says of a workbook that they mail, or confirm; None where a message is none of this.

    One that was concluded before files nothing again.
    """
    people = [(run, one) for run in studies.runs.values() for one in _people(run) if one.address.lower() == examined.author.address]
    forged = examined.author.authentication is Authentication.FAILED
    if not people or forged or why_not_answered(examined.mail, studies.own):
        return None
    question, said = _question(service, examined), _said(examined)
    if question is None and (said is None or not examined.answers):
        return None
    if message.state != "pending":
        return CaseAnswered(told=("a workbook that staff mail is filed once, and not again",))
    run, person = next(((run, one) for run, one in people if question and run.study.id == question.study), people[0])
    mailed = _Mailed(service=service, studies=studies, message=message, examined=examined, running=run, person=person, now=now)
    if question is not None:
        return _confirmed(mailed, question)
    return _brought(mailed, people, said) if said else None


def _said(examined: Examined) -> SaidOfFiling | None:
    """Return what is said that surely the author wrote: what may be the rest of a line that they quote files nothing, nor notes a thing."""
    said, sure = (said_of_filing(words, examined.signed_words) for words in (examined.own_words, examined.sure_words))
    if said is None or sure is None or (said.to, said.mode) != (sure.to, sure.mode):
        return None
    return replace(sure, unsure=said.unsure)


def _says_yes(mailed: _Mailed) -> bool:
    examined, at = mailed.examined, mailed.studies.local(mailed.message.received_at)
    said = (said_of_case(words, at, examined.signed_words) for words in (examined.own_words, examined.sure_words))
    return all(one is not None and one.what is Beside.YES for one in said)


def _people(run: Running) -> tuple[Person, ...]:
    return *run.study.coordinators, run.study.contact


def _question(service: Service, examined: Examined) -> Letter | None:
    """Return the letter of ours that a message answers by the secret in its address, where it asked about a workbook."""
    given = [read_detail(clue.value) for clue in examined.clues if clue.by is By.CASE]
    tags = {one.secret for one in given if one and not one.case}
    with service.store.reading() as tx:
        found = [one for one in outbox.with_tags(tx, tags) if FILES in one.context] if tags else []
    return found[0] if len(found) == 1 else None


def _brought(mailed: _Mailed, people: list[tuple[Running, Person]], said: SaidOfFiling) -> CaseAnswered | None:
    believed = mailed.examined.author.authentication is Authentication.PASSED
    whose, person = _share(mailed, people, said.to)
    if whose is None:  # What nobody proved is not worth an answer, and is read as any other message.
        return _nothing(mailed, "share", said.to) if believed else None
    mine = replace(mailed, running=mailed.studies.runs[whose.study], person=person)
    if said.unsure:
        return _nothing(mine, "unsure", said.to, whose) if believed else None
    if len(mailed.examined.answers) > 1:
        return _nothing(mine, "one_file", said.to, whose) if believed else None
    (file,) = mailed.examined.answers
    return _file(mine, file, said, whose) if believed else _asked(mine, file, said, whose)


def _share(mailed: _Mailed, people: list[tuple[Running, Person]], reference: str) -> tuple[Invitation | None, Person]:
    """Return the organisation, where its study is one of the author's and its region one of theirs, and who they are there."""
    with mailed.service.store.reading() as tx:
        try:
            whose = find_anywhere(tx, reference)
        except StoreError:
            raise
        except ConfigurationError:
            return None, mailed.person
        region = region_of(tx, whose.id)
    mine = [person for run, person in people if run.study.id == whose.study and has_share(person, region)]
    return (whose, mine[0]) if mine else (None, mailed.person)


def _asked(mailed: _Mailed, file: ExaminedFile, said: SaidOfFiling, whose: Invitation) -> CaseAnswered:
    """Ask the address whether its owner sent that; nothing is filed before an answer comes."""
    with mailed.service.store.reading() as tx:
        key = generation.secret(tx)
    content = cases.asking_of_filing(_named(mailed, file, said, whose), words(mailed.language).yes[0], mailed.language)
    # Nobody vouches for who asked for this letter: its budget is that of such.
    asking = AskingWhether(answering=replace(mailed.answering, believed=False), key=key, separator=mailed.service.installation.separator)
    once = f"{whose.id}:{file.opened.sha256}:{said.mode}"
    letter = question_of_filing(mailed.running, mailed.person, content, once, asking)
    told = f"{mailed.person.address} is asked whether it mailed a workbook for {whose.organisation}"
    return CaseAnswered(told=(told,), letters=(letter,), running=mailed.running, invitation_id=whose.id)


def _confirmed(mailed: _Mailed, question: Letter) -> CaseAnswered:
    """File what a letter of ours asked its reader about: that it came back to us from them is proof enough."""
    if question.address.lower() != mailed.examined.author.address:
        return CaseAnswered(told=("nothing was filed: another was asked",))
    if not _says_yes(mailed):
        return _nothing(mailed, "not_yes", "")
    with mailed.service.store.reading() as tx:
        (first,) = messages.with_ids(tx, [int(str(question.context[FILES]))])
    try:
        brought = examined_again(mailed.service, mailed.studies, first)
    except StoreError:
        raise
    except (ConfigurationError, GivenUpError, InsideError) as error:
        why = refusal_in(error, mailed.language) if isinstance(error, ConfigurationError) else str(error)
        return _nothing(mailed, "refused", "", why=why)
    said = _said(brought)
    people = [(mailed.running, one) for one in _people(mailed.running) if one.address.lower() == question.address.lower()]
    whose, person = _share(mailed, people, said.to) if said else (None, mailed.person)
    elsewhere = said is not None and bool(set(find_references(mailed.examined.signed_words)) - {said.to})  # A yes for another is none.
    if said is None or elsewhere or said.unsure or whose is None or len(brought.answers) != 1:
        return _nothing(mailed, "unsure" if elsewhere else "share", said.to if said else "")
    return _file(replace(mailed, running=mailed.studies.runs[whose.study], person=person), brought.answers[0], said, whose)


def _file(mailed: _Mailed, file: ExaminedFile, said: SaidOfFiling, whose: Invitation) -> CaseAnswered:
    """Let the verb file it, and say what came of it; what it refuses is told."""
    name = PurePosixPath(file.opened.name).name
    filing = Filing(
        name=name,
        content=file.opened.data,
        organisation=whose.reference,
        mode=said.mode,
        by=mailed.person.name,
        note=said.note,
        language=mailed.language,
    )
    try:
        filed = file_by_hand(mailed.service, mailed.running, filing, mailed.now)
    except StoreError:
        raise
    except ConfigurationError as error:
        return _nothing(mailed, "refused", said.to, whose, why=refusal_in(error, mailed.language))
    named, became = _named(mailed, file, said, whose), filed.state if filed.entry else "again"
    content = cases.filed(named, became, filed.findings, _entry(mailed, filed), mailed.language)
    letter = answer(mailed.running, mailed.person, content, "", mailed.answering)
    return CaseAnswered(told=(filed.told,), letters=(letter,), running=mailed.running, invitation_id=whose.id)


def _entry(mailed: _Mailed, filed: FiledByHand) -> int:
    """Return the entry by which it is undone; 0 where this file was filed before by somebody else, or came by itself.

    A message that was cut short after its workbook was filed is read again, and finds that.
    """
    if filed.entry or not filed.mode:
        return filed.entry
    with mailed.service.store.reading() as tx:
        known = journal.about_submissions(tx, find_anywhere(tx, filed.reference).id)
    mine = [one for one in known if one.about.id == str(filed.submission) and one.was == filed.mode and one.follows is None]
    return mine[0].number if mine else 0


def _named(mailed: _Mailed, file: ExaminedFile, said: SaidOfFiling, whose: Invitation) -> dict[str, str]:
    with mailed.service.store.reading() as tx:
        called = next((one.name for one in contacts.organisations(tx, [whose.organisation])), whose.organisation)
    mode = mode_word(mailed.language, said.mode)
    return {
        "organisation": called,
        "reference": whose.reference,
        "mode": mode,
        "file": quoted_in(mailed.language, PurePosixPath(file.opened.name).name),
    }


def _nothing(mailed: _Mailed, key: str, reference: str, whose: Invitation | None = None, **more: str) -> CaseAnswered:
    named = {"reference": reference, "word": words(mailed.language).yes[0], **more}
    letter = answer(mailed.running, mailed.person, cases.not_filed(key, named, mailed.language), "", mailed.answering)
    told = f"a workbook that {mailed.person.address} mailed was not filed ({key.replace('_', ' ')})"
    return CaseAnswered(told=(told,), letters=(letter,), running=mailed.running, invitation_id=whose.id if whose else None)
