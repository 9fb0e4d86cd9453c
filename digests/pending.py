"""What waits for a coordinator, as a digest lists it: cases with what decides them, and letters that may or may not have arrived."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from digests.facts import StatusFacts, UncertainLine
from digests.headlines import headline
from digests.holds import HoldLine
from digests.moments import moment
from digests.named import called
from digests.prepared import KnownBefore, assigning, by_hand, explained, replies, told_by_mail, with_assigning
from digests.room import oldest, room
from digests.sections import DigestSection, PreparedReply, SectionItem
from domain.case import OPTIONS, CaseKind
from domain.sentences import flowing
from languages.phrases import Phrases, phrases
from languages.telling import colon

_DIFFER = 3  # Questions of which a digest says how two workbooks differ; who needs more of them looks at the case.


def decide(facts: StatusFacts, said: Phrases) -> DigestSection:
    """Return the section of the cases, the oldest where there is no room for all."""
    most = room(facts)
    holds, letters = oldest(facts.holds, most.cases), facts.uncertain[: most.uncertain]
    items = (*(_hold(hold, facts, said) for hold in holds), *(_in_doubt(letter, facts, said) for letter in letters))
    left = waiting(facts) - len(items)
    note = said.count("decide_more", left) if left else ""
    return DigestSection(
        title=said.say("section.decide"), intro=_how(holds, letters, said) if items else said.say("decide.nothing"), items=items, note=note
    )


def _how(holds: Sequence[HoldLine], letters: Sequence[UncertainLine], said: Phrases) -> str:
    by_mail = [said.say("decide.by_mail")] if any(one.reply_to for one in holds) else []
    at_the_desk = [said.say("decide.intro")] if letters or any(not one.reply_to for one in holds) else []
    return flowing(*by_mail, *at_the_desk)


def _hold(hold: HoldLine, facts: StatusFacts, said: Phrases) -> SectionItem:
    since = hold.begun_at
    when = [said.say("decide.received" if hold.received_at else "decide.since", when=moment(since, facts, said))] if since else []
    others = [said.count("decide_others", hold.others)] if hold.others else []
    return SectionItem(
        title=said.say("decide.title", id=hold.id, organisation=hold.organisation or headline(said, hold.kind, hold.mailing)),
        lines=(*told_by_mail(hold.reasons, hold.at_desk, hold.reply_to, said.language), *others, *_differing(hold, said), *when),
        commands=() if hold.reply_to else tuple(hold.how.replace("WHAT", option) for option in hold.options),
        replies=_replies(hold, facts, said),
        by_hand=by_hand(hold.reply_to, said.language),
    )


def _replies(hold: HoldLine, facts: StatusFacts, said: Phrases) -> tuple[PreparedReply, ...]:
    """Return the words that decide a case; only those are explained that tell too little by themselves."""
    known = KnownBefore(lacking=hold.lacking, unsubscribed=hold.unsubscribed)
    prepared = replies(hold.id, hold.decisions, hold.kind, hold.reply_to, facts.now.date(), said.language, known)
    short = [
        one if explained(decision, hold.kind) or decision in hold.lacking else replace(one, means="")
        for one, decision in zip(prepared, hold.decisions if prepared else (), strict=True)
    ]
    assigned = [replace(one, means="") for one in assigning(hold.id, hold.meant, hold.reply_to, said.language)]
    return with_assigning(short, hold.decisions, assigned)


def _differing(hold: HoldLine, said: Phrases) -> Iterator[str]:
    """Yield what two workbooks say of each question of which they say different things, as far as there is room."""
    words, behind = phrases("cases", said.language), colon(said.language)
    for one in hold.differing[:_DIFFER]:
        sides = (f"{words.say(f'differ.{side}')}{behind} {says.beside}" for side, says in (("first", one.first), ("second", one.second)))
        yield " · ".join((one.question, *sides))
    if len(hold.differing) > _DIFFER:
        yield words.say("left_out", n=len(hold.differing))


def _in_doubt(letter: UncertainLine, facts: StatusFacts, said: Phrases) -> SectionItem:
    when = moment(letter.since, facts, said)
    line = said.say("decide.uncertain_line", mailing=called(letter.mailing, said), address=letter.address, when=when)
    title = said.say("decide.uncertain", organisation=letter.organisation or letter.address)
    return SectionItem(title=title, lines=(line,), commands=tuple(letter.how.replace("WHAT", one) for one in OPTIONS[CaseKind.LETTER]))


def decisions(said: Phrases, cases: int, asked: int) -> str:
    """Return how much waits, cases and questions, as a subject tells it; no decision is said to be needed only where nothing is asked."""
    needed = [said.count("decisions", cases)] if cases or not asked else []
    return said.listed([*needed, *([said.count("asked", asked)] if asked else [])])


def decisions_sentence(said: Phrases, cases: int, asked: int) -> str:
    """Return the same as sentences."""
    if not asked:
        return said.count("decisions_sentence", cases)
    questions = said.count("asked_sentence", asked)
    return said.say("besides.asked", decisions=said.count("decisions_sentence", cases), asked=questions) if cases else questions


def waiting(facts: StatusFacts) -> int:
    """Return how much waits."""
    return len(facts.holds) + len(facts.uncertain)
