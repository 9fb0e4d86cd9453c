"""A made-up study of any number of organisations in the middle of its time: who is asked, what became of each letter, and what came back.

All of it is drawn from one seed, so that the same numbers give the same study. From 20 organisations on there is one of every kind.
"""

from __future__ import annotations

from base64 import b32encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from random import Random

STUDY, LIST, PREFIX = "cybercrime-2012", "itu-d-sector-members", "CYB12"
NOW = datetime(2012, 4, 16, 9, 0, tzinfo=UTC)  # A week before the last call.
MAILINGS = {
    "circular": datetime(2012, 2, 10, 9, 0, tzinfo=UTC),
    "questionnaire": datetime(2012, 2, 20, 9, 0, tzinfo=UTC),
    "reminder": datetime(2012, 3, 26, 8, 0, tzinfo=UTC),
}
_DAYS = 54  # From the day after the questionnaire until now.

# What comes back, as shares of the organisations; the others are silent. `again` sent a workbook with an error first, and then a right one.
_CAME = {"accepted": 0.52, "again": 0.03, "queried": 0.05, "held": 0.02, "declined": 0.01}
_ASIDE = {"auto_reply": 0.05, "question": 0.03}  # What else organisations write.
_STRANGERS = 0.002  # Workbooks that name nobody, as a share of the organisations.
# What becomes of people's addresses: gone since the circular, full when the questionnaire came, refused by a filter.
# Some 2 % of all letters bounce so, and 0.5 % are rejected.
_LOST = {"gone": 0.02, "full": 0.03, "refused": 0.008}
_DOUBT, _QUEUED = 0.001, 0.002  # Of all letters, among the reminders.
_PLACES = (
    *(("SN", "Africa"), ("CL", "Americas"), ("EG", "Arab States"), ("NP", "Asia-Pacific"), ("KZ", "CIS"), ("PT", "Europe")),
    *(("KE", "Africa"), ("CA", "Americas"), ("MA", "Arab States"), ("JP", "Asia-Pacific"), ("AM", "CIS"), ("FR", "Europe")),
)
_LANGUAGES = ("en", "fr", "ar")


@dataclass(slots=True, kw_only=True)
class Person:
    """A contact. `lost` is one of _LOST, or "": it can be reached."""

    address: str
    name: str
    salutation: str
    language: str
    role: str
    lost: str = ""


@dataclass(slots=True, kw_only=True)
class Member:
    """An organisation with its people; `came` is one of _CAME, or "": it is silent."""

    number: int
    came: str
    at: datetime
    token: str
    people: list[Person]

    @property
    def code(self) -> str:
        """Return the organisation's code."""
        return f"B{self.number:06}"

    @property
    def name(self) -> str:
        """Return the organisation's name."""
        return f"Société télécom & câble № {self.number}"

    @property
    def place(self) -> tuple[str, str]:
        """Return country and region."""
        return _PLACES[self.number % len(_PLACES)]


@dataclass(slots=True, kw_only=True)
class Sending:
    """A letter of a mailing to one person, and what became of it."""

    member: Member
    person: Person
    mailing: str
    template: str
    tag: str
    state: str = "sent"


@dataclass(slots=True, kw_only=True)
class Coming:
    """A message: a bounce of the letter `letter`, or something from a member, or from a stranger (None).

    `outcome` is the state of the submission that it brought.
    """

    at: datetime
    kind: str
    member: Member | None
    sender: str
    letter: int | None = None
    outcome: str = ""


@dataclass(slots=True)
class MadeStudy:
    """The whole study; the numbers of letters and messages are their places here, from 1."""

    members: list[Member]
    letters: list[Sending] = field(default_factory=list)
    messages: list[Coming] = field(default_factory=list)


def make(organisations: int, seed: int, messages: int = 0) -> MadeStudy:
    """Return the study of so many organisations; where fewer than so many messages came, further automatic replies did."""
    random = Random(seed)  # noqa: S311 - No secret: the same study each time.
    made = MadeStudy(_members(random, organisations))
    made.letters = list(_letters(random, made.members))
    _unsettled(random, made.letters)
    came = list(_messages(random, made))
    made.messages = sorted([*came, *islice(_replies(made.members), max(0, messages - len(came)))], key=lambda one: one.at)
    return made


def _dealt(random: Random, count: int, shares: dict[str, float]) -> list[str]:
    """Return a word for each of `count`, in a random order: as many of each as its share says, and "" for the rest."""
    least = 1 if count >= 20 else 0
    words = [word for word, share in shares.items() for _ in range(max(least, round(share * count)))]
    words += [""] * (count - len(words))
    random.shuffle(words)
    return words


def _tag(random: Random) -> str:
    return b32encode(random.randbytes(10)).decode().lower()


def _members(random: Random, count: int) -> list[Member]:
    members = []
    for number, came in enumerate(_dealt(random, count, _CAME)):
        days = 1 + _DAYS * random.random() ** 1.5  # Most answer early.
        at = MAILINGS["questionnaire"] + timedelta(minutes=int(days * 24 * 60))
        members.append(Member(number=number, came=came, at=at, token=_tag(random), people=list(_people(number))))
    own = [person for member in members for person in member.people if not person.address.endswith("@holding.example")]
    for person, lost in zip(own, _dealt(random, len(own), _LOST), strict=True):
        person.lost = lost
    # Chance alone would seldom leave a small study an organisation that nothing reaches.
    for member in [one for one in members if not one.came and len(one.people) == 1][:1]:
        member.people[0].lost = "gone"
    return members


def _people(number: int) -> Iterator[Person]:
    """Yield a contact for each organisation, and for three of ten a second one; some of these serve several organisations."""
    language = _LANGUAGES[number % 3]
    salutation = ("Dear Ms", "Madame", "السيدة")[number % 3] + f" Müller-{number}"
    # The case of the letters is as people write them.
    local = f"Zoe.Mueller-{number}" if number % 7 == 1 else f"zoe.mueller-{number}"
    yield Person(address=f"{local}@b{number:06}.example", name=f"Zoë Müller-{number}", salutation=salutation, language=language, role="to")
    if number % 10 in {0, 3, 6}:
        address = f"regulatory.{number // 200}@holding.example" if number % 20 == 0 else f"regulatory@b{number:06}.example"
        yield Person(address=address, name="Regulatory Affairs", salutation="", language=language, role="cc")


def owing(member: Member, at: datetime) -> str | None:
    """Return the letter that reminds a member at `at`, or None where it owes nothing."""
    if member.came == "declined":
        return None
    if not member.came or member.at > at:
        return "reminder"
    return "correction" if member.came == "queried" else None


def _letters(random: Random, members: Sequence[Member]) -> Iterator[Sending]:
    for mailing, at in MAILINGS.items():
        for member in members:
            template = owing(member, at) if mailing == "reminder" else mailing
            for person in member.people if template else ():
                if mailing == "circular" or person.lost != "gone":
                    yield Sending(
                        member=member,
                        person=person,
                        mailing=mailing,
                        template=str(template),
                        tag=_tag(random),
                        state=_state(mailing, person.lost),
                    )


def _state(mailing: str, lost: str) -> str:
    if (mailing, lost) in {("circular", "gone"), ("questionnaire", "full")}:
        return "bounced"
    return "rejected" if lost == "refused" and mailing != "circular" else "sent"


def _unsettled(random: Random, letters: list[Sending]) -> None:
    reminders = [one for one in letters if one.mailing == "reminder" and one.state == "sent"]
    doubt, queued = (min(len(reminders) // 4, max(1, round(share * len(letters)))) for share in (_DOUBT, _QUEUED))
    for number, one in enumerate(random.sample(reminders, doubt + queued)):
        one.state = "uncertain" if number < doubt else "queued"


def _messages(random: Random, made: MadeStudy) -> Iterator[Coming]:
    for number, letter in enumerate(made.letters, 1):
        if letter.state == "bounced":
            server = f"mailer-daemon@{letter.person.address.rpartition('@')[2]}"
            yield Coming(
                at=MAILINGS[letter.mailing] + timedelta(minutes=7), kind="bounce", member=letter.member, sender=server, letter=number
            )
    for member, aside in zip(made.members, _dealt(random, len(made.members), _ASIDE), strict=True):
        sender = member.people[0].address.lower()
        if aside:
            yield Coming(at=MAILINGS["questionnaire"] + timedelta(hours=member.number % 500), kind=aside, member=member, sender=sender)
        if member.came == "declined":
            yield Coming(at=member.at, kind="question", member=member, sender=sender)
        elif member.came == "again":
            yield Coming(at=member.at - timedelta(hours=3), kind="return", member=member, sender=sender, outcome="superseded")
            yield Coming(at=member.at, kind="return", member=member, sender=sender, outcome="accepted")
        elif member.came:
            yield Coming(at=member.at, kind="return", member=member, sender=sender, outcome=member.came)
    for number in range(max(1, round(_STRANGERS * len(made.members))) if made.members else 0):
        yield Coming(
            at=MAILINGS["reminder"] + timedelta(minutes=number), kind="return", member=None, sender=f"stranger.{number}@elsewhere.example"
        )


def _replies(members: Sequence[Member]) -> Iterator[Coming]:
    """Yield automatic replies without end: one of each member on each day."""
    for day in count(1) if members else ():
        for member in members:
            at = MAILINGS["questionnaire"] + timedelta(days=day % _DAYS, minutes=member.number % 1440)
            yield Coming(at=at, kind="auto_reply", member=member, sender=member.people[0].address.lower())


def undeliverable(member: Member) -> bool:
    """Say whether a silent member has no address left that was reached."""
    return all(person.lost in {"gone", "refused"} for person in member.people)
