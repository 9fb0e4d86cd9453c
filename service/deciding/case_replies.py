"""What a coordinator is told of their answer about a case, in their language: what was done, or why nothing was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from digests import cases
from digests.cases import ToldCase
from digests.holds import MeantOrganisation
from digests.prepared import may_be_meant, works
from domain.case import Decision
from domain.journal import Entry, What
from domain.letter import Letter
from domain.said_of_case import Beside, SaidOfCase
from domain.study import Person
from languages import in_spoken
from languages.decisions import word
from languages.phrases import Phrases, phrases
from languages.requests import request_in
from service.cases.candidates import Candidates
from service.cases.states import last_move, undoing_of
from service.cases.waiting import decider_names
from service.deciding import case_letters
from service.deciding.case_facts import contacts_of, facts_for, shown
from service.deciding.case_letters import AnswerToDecision
from service.deciding.case_notices import will_tell
from service.deciding.told_done import what_it_did
from service.studies.running import Running
from service.wiring import Service
from store import Transaction, generation, holds, invitations

# Why nothing was done where other words would have done it.
_NOT_READ = frozenset({"unread", "unsure", "torn", "question", "several_days", "empty", "not_offered", "unknown"})
_LINE = 120  # Characters of a first line that are told back.


@dataclass(frozen=True, slots=True, kw_only=True)
class Replying:
    """To whom a letter goes, in which study, and what it answers."""

    service: Service
    running: Running
    person: Person
    answering: AnswerToDecision

    @property
    def language(self) -> str:
        """Return the language of the letter."""
        return in_spoken(self.person.language)

    @property
    def said(self) -> Phrases:
        """Return its words."""
        return phrases("cases", self.language)

    @property
    def line(self) -> str:
        """Return the first line of what the coordinator wrote, as it is told back."""
        return shown(self.answering.line)[:_LINE]

    def facts(self, tx: Transaction, held: holds.Held) -> ToldCase:
        """Return the case as it stands now."""
        (now,) = holds.with_ids(tx, [held.id])
        return facts_for(self.service, tx, self.running, now, self.answering.now, self.person)

    def done(self, held: holds.Held, entry: Entry) -> Letter:
        """Return the letter that says what was done, and how to undo it."""
        with self.service.store.reading() as tx:
            facts = self.facts(tx, held)
            until = _until(tx, held)
            did = what_it_did(self.service, tx, entry, facts, self.said)
            # A notice that tells the case anew is enough: then this letter does not tell it as well.
            undone = entry.what is What.UNDO and bool(facts.decisions)
            again = undone and will_tell(tx, self.running, self.person, held.id, self.answering.now)
        what = Beside.UNDO if entry.what is What.UNDO else Beside.WAIT if entry.what is What.WAITING else Decision(entry.value)
        named = {**facts.named(self.said), "word": word(self.language, what), "day": self.said.day(until) if until else ""}
        lead = {
            Beside.UNDO: "asked_again" if again else "undone",
            Beside.WAIT: "waits",
            Decision.GRANT: "granted" if until else "lead",
        }.get(what, "lead")
        subject, said = self.said.say("done.subject", **named), self.said.say(f"done.{lead}", **named)
        told = replace(facts, decisions=()) if again else facts
        lead = " ".join(filter(None, (said, did, self._asks(held))))
        return self._letter(told, subject, lead, undo=what is not Beside.UNDO)

    def _asks(self, held: holds.Held) -> str:
        """Return that what the coordinator asks for beside a decision reaches nobody, and to whom they may write; blank without that."""
        asks = shown(request_in(self.answering.words))[:_LINE]
        if not asks:
            return ""
        with self.service.store.reading() as tx:
            addresses = ", ".join(map(shown, contacts_of(tx, self.running, held)))
        write = self.said.say("write_yourself", addresses=addresses) if addresses else ""
        return " ".join(filter(None, (self.said.say("asks", asks=asks), write)))

    def nothing(self, held: holds.Held, why: str, said: SaidOfCase | None, detail: str) -> Letter:
        """Return the letter that says why nothing was done, with the words that would do something now."""
        with self.service.store.reading() as tx:
            facts, (now,) = self.facts(tx, held), holds.with_ids(tx, [held.id])
            by = decider_names(tx, [now.by]).get(now.by or "", "")
            undoing = undoing_of(tx, now)
            undoes = not facts.decisions and last_move(tx, now) is not None
        decided = why == "older" and now.decision is not None
        by_person = decided and now.decision in set(Decision)
        at = now.decided_at.astimezone(ZoneInfo(self.running.study.zone)) if now.decided_at else None
        what = str(now.decision) if by_person else Beside.YES if why == "not_yes" else said.what if said else Beside.UNDO
        told_in = {"by": by, "when": self.said.moment(at, year=True) if at else "", "word": word(self.language, what), "line": self.line}
        told_in["entry"] = str(undoing.number) if undoing else ""
        key = ("decided" if by_person else "closed") if decided else why
        lead = self.said.say(f"nothing.{key}", **facts.named(self.said), **told_in, why=detail)
        subject = self.said.say("nothing.subject", **facts.named(self.said))
        if why in _NOT_READ:
            meant = may_be_meant(self._near(detail) if why == "unknown" else (), self.language)
            what_works = works(facts.decisions, facts.kind, facts.now.date(), self.language, facts.known)
            lead = " ".join(filter(None, (lead, "" if why == "question" else self._asks(held), meant, what_works)))
        # Who was forged did not ask for anything, and whoever forged them learns nothing: the address of the case stays out of it.
        told = replace(facts, decisions=(), reply_to="") if why == "forged" else facts
        return self._letter(told, subject, lead, undo=by_person or undoes)

    def _near(self, name: str) -> Sequence[MeantOrganisation]:
        """Return the organisations that may be meant by what was written where a reference belongs."""
        with self.service.store.reading() as tx:
            return Candidates(tx, self.running.study.id, self.running.study.contact_list, self.person.regions).near(name)

    def nothing_about_any(self, why: str, held: holds.Held) -> Letter:
        """Return the letter that says why nothing was done and tells nothing of the case."""
        content = {"subject": self.said.say("nothing.subject", id=held.id), "finding": self.said.say(f"nothing.{why}"), "sections": []}
        return case_letters.answer(self.running, self.person, content, "", self.answering)

    def nothing_of_digest(self, digest: Letter) -> Letter:
        """Return the letter that says that an answer to this digest decides nothing, and what can be answered: once is enough."""
        told = case_letters.answer(self.running, self.person, cases.of_digest(self.line, self.language), "", self.answering)
        return replace(told, cause=f"digest_answer:{digest.tag}:{self.person.address.lower()}")

    def nothing_of_several(self, waiting: Sequence[holds.Held]) -> Letter:
        """Return the letter that says that an answer to what was passed on decides none of these cases, and where each is decided."""
        with self.service.store.reading() as tx:
            told = [self.facts(tx, one) for one in waiting]
        content = cases.of_several(told, self.line, self.language)
        return case_letters.answer(self.running, self.person, content, "", self.answering)

    def question(self, held: holds.Held, state: int, said: SaidOfCase) -> Letter:
        """Return the letter that asks whether the coordinator wrote that; what it confirms is the whole of their words."""
        with self.service.store.reading() as tx:
            facts, key = self.facts(tx, held), generation.secret(tx)
        asked = (held.id, state, self.answering.words, self.answering.sha256)
        separator = self.service.installation.separator
        return case_letters.question(
            self.running, self.person, facts, asked, (self.line, word(self.language, said.what)), self.answering, key, separator
        )

    def _letter(self, facts: ToldCase, subject: str, lead: str, *, undo: bool) -> Letter:
        content = cases.answered(facts, subject, lead, self.language, undo=undo)
        return case_letters.answer(self.running, self.person, content, facts.reply_to, self.answering)


def _until(tx: Transaction, held: holds.Held) -> date | None:
    """Return the day until which the organisation of a case is not reminded, as it was marked; None where it is not marked so."""
    marked = invitations.with_ids(tx, [held.invitation_id]) if held.invitation_id is not None else ()
    return next((one.until for one in marked if one.mark is What.WAITING), None)
