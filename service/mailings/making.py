"""Making every letter of a study once, for a look: what is as it was when it was last made is not made again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from domain.errors import CounterfoilError
from domain.letter import Letter, Shared
from domain.study import Attachment, Mailing
from languages import ENGLISH
from languages.telling import of_error, phrased, together
from mailer.lint import stumbles
from service.approving.parts import MailingPart, PartKind, of_language, parts_of
from service.authoring.translations import ANSWERS
from service.contacts.census import InvitedOrganisation
from service.letters.planned import letter
from service.letters.press import Press
from service.process.fingerprint import digest, fingerprint
from service.studies.running import Running
from store.letters.rehearsals import Rehearsed


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterForm:
    """A mailing's letters in one language: how many there are, and the bytes of the largest and of its largest workbook (0 without one).

    `spam` are the points that SpamAssassin gives to the first of them; None where it was not asked.
    """

    mailing: str
    language: str
    letters: int
    largest: int
    workbook: int
    spam: float | None = None

    @property
    def called(self) -> str:
        """Return what it is called in a sentence."""
        return phrased("check.form", mailing=self.mailing, language=repr(self.language))


@dataclass(slots=True, kw_only=True)
class Example:
    """The first letter of a form, to be looked at further; `data` are its bytes where it was made just now."""

    form: str
    letter: Letter
    case: InvitedOrganisation
    data: bytes = b""


@dataclass(slots=True)
class Troubles:
    """What stands in the way, each thing once, with the letters that have it."""

    _letters: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, sentence: str, *letters: str) -> None:
        """Add a sentence about these letters (none, where it is about no single one)."""
        self._letters[sentence] += letters

    def sentences(self) -> tuple[str, ...]:
        """Return the sentences, each with the number of its letters and one of them as an example."""
        return tuple(together(one, _among(letters)) for one, letters in self._letters.items())


def _among(letters: list[str]) -> str:
    if not letters:
        return ""
    if len(letters) == 1:
        return phrased("check.in_one", letter=letters[0])
    return phrased("check.in_many", n=len(letters), letter=letters[0])


@dataclass(slots=True, kw_only=True)
class Making:
    """One look at a study: what was known before, what is known now, and what was made for it.

    Where somebody waits for it, at `most` so many letters are tried anew (None: all); those that are `left` are for another look.
    """

    press: Press
    now: datetime
    before: Mapping[str, Rehearsed]
    after: dict[str, Rehearsed] = field(default_factory=dict)
    troubles: Troubles = field(default_factory=Troubles)
    forms: dict[tuple[str, str], LetterForm] = field(default_factory=dict)
    examples: dict[tuple[str, str], Example] = field(default_factory=dict)
    tried: dict[tuple[str, ...], CounterfoilError | None] = field(default_factory=dict)
    workbooks: int = 0
    made: int = 0
    most: int | None = None
    letters_tried: int = 0
    left: int = 0

    def known(self, key: str) -> Rehearsed | None:
        """Return what is known of a letter, from this look or from an earlier one; whatever is asked for stays known."""
        found = self.after.get(key) or self.before.get(key)
        if found is not None:
            self.after[key] = found
        return found


def make_all(making: Making, running: Running, cases: Mapping[str, InvitedOrganisation]) -> None:
    """Make every letter of every mailing as if nobody had answered yet, and compile those that answer to something."""
    make_mailings(making, running, cases, running.study.mailings)
    _make_answers(making, running)


def make_mailings(making: Making, running: Running, cases: Mapping[str, InvitedOrganisation], mailings: Iterable[Mailing]) -> None:
    """Make every letter of these mailings as if nobody had answered yet."""
    for mailing in mailings:
        try:
            parts = parts_of(running, mailing)
        except CounterfoilError as error:
            making.troubles.add(of_error(error))
            continue
        for language, letters in _by_language(running, mailing, cases, making.now).items():
            _make_form(making, mailing, language, _prints(of_language(parts, language), running, mailing, language), letters)


def _by_language(
    running: Running, mailing: Mailing, cases: Mapping[str, InvitedOrganisation], now: datetime
) -> dict[str, list[tuple[Letter, InvitedOrganisation]]]:
    found: dict[str, list[tuple[Letter, InvitedOrganisation]]] = defaultdict(list)
    for code, case in cases.items():
        for contact in (*case.to, *case.cc):
            one = letter(running, mailing, contact, mailing.letter, f"check:{code}", now)
            found[one.language].append((one, case))
    return found


def _prints(parts: tuple[MailingPart, ...], running: Running, mailing: Mailing, language: str) -> str:
    """Return a hash of what the letters of a mailing in one language have in common; two mailings that print the same have the same."""
    name, source = running.folder.letter(mailing.letter, language)
    used = [one for one in parts if one.kind is not PartKind.AUDIENCE and (one.kind is not PartKind.TEXT or one.name == name)]
    named = mailing.name if Attachment.PDF in mailing.attach or "mailing" in source else ""
    return digest([fingerprint(), [[one.kind, one.name, one.sha256] for one in used], language, named])


def _make_form(making: Making, mailing: Mailing, language: str, form: str, letters: list[tuple[Letter, InvitedOrganisation]]) -> None:
    keys = [digest([form, _facts(one, case)]) for one, case in letters]
    looks = [look for key, (one, case) in zip(keys, letters, strict=True) if (look := _look(making, form, key, one, case))]
    if not looks:
        return
    place = (mailing.name, language)
    making.examples.setdefault(place, Example(form=form, letter=letters[0][0], case=letters[0][1]))
    making.workbooks += len(looks) if Attachment.WORKBOOK in mailing.attach else 0
    making.forms[place] = LetterForm(
        mailing=mailing.name,
        language=language,
        letters=len(looks),
        largest=max(look.size for look in looks),
        workbook=max(look.workbook for look in looks),
    )


def _once(making: Making, what: tuple[str, ...], make: Callable[[], object]) -> None:
    """Make what many letters share; where it cannot be made that is tried once, and is the fault of each letter that needs it."""
    if what not in making.tried:
        try:
            make()
            making.tried[what] = None
        except CounterfoilError as error:
            making.tried[what] = error
    if (fault := making.tried[what]) is not None:
        raise fault.with_traceback(None)


def _look(making: Making, form: str, key: str, one: Letter, case: InvitedOrganisation) -> Rehearsed | None:
    """Return what is known of a letter, which is made where nothing is; None where it cannot be made."""
    found = making.known(key)
    if found is None:
        if making.letters_tried == making.most:
            making.left += 1
            return None
        making.letters_tried += 1
        try:
            found = making.after[key] = _made(making, form, one, case)
        except CounterfoilError as error:
            # The place names the recipient, but the fault is that of the template.
            place = error.where.removesuffix(f", for {one.address}")
            told = error if place == error.where else CounterfoilError(error.what, where=place, remedy=error.remedy)
            making.troubles.add(of_error(told), _named(one))
            return None
    for fault in found.faults:
        making.troubles.add(fault, _named(one))
    return found


def _made(making: Making, form: str, one: Letter, case: InvitedOrganisation) -> Rehearsed:
    press, language = making.press, one.language
    mailing = press.study.mailing(str(one.mailing))
    _once(making, (one.template, language), lambda: press.template(one.template, language))
    rendered = press.rendered(one, case)
    _once(making, ("attachments", mailing.name, language), lambda: press.prepare_attachments(mailing, [one]))
    envelope = press.envelope_of(one, case, making.now, rendered)
    making.made += 1
    brings = Attachment.WORKBOOK in mailing.attach
    if (place := (str(one.mailing), language)) not in making.examples:
        making.examples[place] = Example(form=form, letter=one, case=case, data=envelope.data)
    name = press.template(one.template, language).name
    return Rehearsed(
        size=sum(len(piece.data if isinstance(piece, Shared) else piece) for piece in envelope.pieces),
        workbook=len(press.blank(language, case).prefix) + len(press.stamp(case, language)) if brings else 0,
        faults=tuple(
            phrased("desk.at", where=_blamed(name, found.what, one, case), what=together(found.what, found.remedy))
            for found in stumbles(rendered, press.body(one, case))
        ),
    )


def _blamed(template: str, what: str, one: Letter, case: InvitedOrganisation) -> str:
    """Return where a fault has to be mended: in the contact's salutation or name where its tag stands there, else in the template."""
    tag, contact = what.partition(" is left of")[0], case.contact(one.address)
    said = {"salutation": contact.salutation, "name": contact.name} if contact and tag != what else {}
    field = next((field for field, value in said.items() if tag in value), "")
    return phrased(f"letters.{field}_of", address=one.address, organisation=str(one.organisation)) if field else template


def _facts(one: Letter, case: InvitedOrganisation) -> list[object]:
    """Return what a letter says of its recipient; a token is no part of it, since all are of one length and nobody reads them."""
    contact = case.contact(one.address)
    shown = [(other.name, other.address) for other in case.to]
    missing = [case.invitation.lacks] if case.invitation.lacks else []
    return [case.invitation.reference, asdict(case.organisation), asdict(contact) if contact else one.address, shown, one.role, *missing]


def _named(one: Letter) -> str:
    return phrased("check.letter_to", mailing=str(one.mailing), address=one.address)


def _make_answers(making: Making, running: Running) -> None:
    """Compile the letters that answer to something: what they say depends on what comes, so that they cannot be made before."""
    for stem, language in _answers(running):
        try:
            key = digest([fingerprint(), running.folder.letter(stem, language), language])
            if making.known(key) is None:
                making.press.template(stem, language)
                making.after[key] = Rehearsed(size=0)
        except CounterfoilError as error:
            making.troubles.add(of_error(error))


def _answers(running: Running) -> Iterator[tuple[str, str]]:
    yield from ((stem, language) for stem in ANSWERS for language in running.study.languages)
    yield "passed_on", ENGLISH
