"""The letter that passes a person's message on to the study's contact: what they said, whether it is they, and what came with it. Pure.

Its context holds facts; their words are those of the letter. Nothing of the message that could act leaves, nor any token or tag of ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from domain.effects import AskToConfirm, Effect, Enclosure, Hold, Original, Reply, SendAgain, Suppress
from domain.evidence import SenderProof
from domain.intent import IntentKind
from domain.letter import LetterKind
from domain.mail.reference import holds_tag, without_tags
from domain.message import Knowledge
from domain.rules.waiting import asked_until
from domain.sentences import quoted
from domain.submission import Invitation, Submission
from domain.texts.bidi import plain
from domain.texts.visible import without_unseen
from intake.deciding.policy import forged, ground
from intake.deciding.said import asks
from intake.parsing.headers import Headers
from intake.understanding.examine import Examined, ExaminedFile
from languages import ENGLISH
from workbooks.harmless import KINDS, LARGEST, Fitness
from workbooks.refusal import Refusal

_OWN, _REST, _NAME, _SUBJECT, _PERSON = 20_000, 1_500, 120, 250, 40  # Characters of what a message says that are shown.
_BRACKETS = frozenset({"Ps", "Pe", "Sm", "Sk"})  # What may look like an angle bracket.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_NOT_IN_NAMES = re.compile(r"[^\w .,()&+-]+")
_STEM, _WHOLE = 50, 1_000_000
_LARGE = "large"


def passed_on(
    examined: Examined, knowledge: Knowledge, invitation: Invitation | None, now: datetime, effects: Sequence[Effect] = ()
) -> Reply:
    """Return the letter to the study's contact; `to` is left empty, which means that contact.

    `effects` are all others of the message, so that the letter tells what became of its files, and what its sender was told already.
    """
    shown = _Shown(frozenset(one.invitation.token for one in knowledge.candidates))
    text = _whole_text(examined)
    files = tuple(_fitting(_beside(examined, knowledge, effects), LARGEST - _encoded(text.encode("utf-8", "replace"))))
    return Reply(
        cause=f"passed_on:{examined.sha256}",
        kind=LetterKind.PASSED_ON,
        template="passed_on",
        invitation_id=invitation.id if invitation else None,
        to=(),
        language=ENGLISH,
        context={
            "original": {
                "sender": _who(examined, shown),
                "subject": shown.line(examined.mail.subject, _SUBJECT),
                "titled": shown.quoted(examined.mail.subject, _SUBJECT),
                "text": shown.text(examined.own_words, _OWN),
                "rest": shown.text(_rest(examined), _REST),
                "received_at": now.isoformat(),
                "author": examined.author.authentication.value,
                "proof": _proof(examined, knowledge, invitation),
                "about": next((kind.value for kind in IntentKind if kind in {one.intent for one in examined.intents}), ""),
                "says": list(_says(examined, knowledge, invitation, now)),
                "mailings": _mailings(effects),
                "answered": any(_answers(effect, examined.mail.author) for effect in effects),
                "files": [_told(one, shown) for one in files if one.fate],
                "several": sorted({one.of for one in files if one.of}) if invitation is None else [],
            }
        },
        original=_original(examined, text, files, shown),
        asks=asks(examined),
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """How what somebody wrote is shown: without these tokens, nor what may be one, and without signs that act on what stands around it."""

    tokens: frozenset[str]

    def text(self, said: str, most: int) -> str:
        """Return a text of several lines, cut where it is too long."""
        clean = without_tags(_CONTROL.sub(" ", plain(without_unseen(said))))
        for token in self.tokens:
            clean = re.sub(re.escape(token), "…", clean, flags=re.IGNORECASE)
        return clean if len(clean) <= most else f"{clean[:most].rstrip()}…"

    def line(self, said: str, most: int) -> str:
        """Return a text on one line."""
        return " ".join(self.text(" ".join(said.split()), most).split())

    def quoted(self, said: str, most: int) -> str:
        """Return a text on one line in quotation marks, so that it does not pass for ours."""
        return quoted(self.line(said, most))

    def hides(self, said: str) -> bool:
        """Say whether something of a text is not shown."""
        return holds_tag(said) or any(token in said.lower() for token in self.tokens)

    def file_name(self, said: str, ending: str) -> str:
        """Return how a file is called: as its sender called it, without what a name need not have, and as what it is."""
        stem = _NOT_IN_NAMES.sub("_", self.line(PurePosixPath(said).stem, _STEM)).strip(" ._-")
        return f"{stem or 'file'}{ending}"


def _who(examined: Examined, shown: _Shown) -> str:
    """Return the name and the address of whoever wrote; the name is short and in quotation marks, and cannot look like another address."""
    sender = examined.mail.author
    header = unicodedata.normalize("NFKC", examined.mail.headers.get("from"))
    name = re.sub(r"<[^<>]*>", " ", header).replace(sender, " ")
    bare = "".join(" " if unicodedata.category(one) in _BRACKETS and one not in "()[]" else one for one in name).strip(' "')
    called = shown.quoted(bare, _PERSON)
    return shown.line(f"{called} <{sender}>" if called and sender and "@" not in bare else sender or called, 2 * _NAME)


def _rest(examined: Examined) -> str:
    """Return the lines that are not the person's own words: what they quote, and what was cut as a signature or a disclaimer."""
    own = {line.strip() for line in examined.own_words.splitlines()}
    lines = [line for line in examined.mail.text.splitlines() if line.strip() not in own or not line.strip()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _proof(examined: Examined, knowledge: Knowledge, invitation: Invitation | None) -> str:
    """Return how far the sender is believed: a value of `Ground`, or "forged", or "" where no organisation is recognised."""
    if forged(examined):
        return SenderProof.FORGED.value
    return ground(examined, knowledge, invitation).value if invitation else ""


def _says(examined: Examined, knowledge: Knowledge, invitation: Invitation | None, now: datetime) -> Iterator[dict[str, str]]:
    deadline = knowledge.deadlines.get(invitation.study) if invitation else None
    given = knowledge.given.get(invitation.id) if invitation else None
    once = dict.fromkeys((one.intent, asked_until(one, deadline, now.date(), given), one.address) for one in examined.intents)
    for intent, until, address in once:
        yield {"intent": intent.value, "until": until.isoformat() if until else "", "address": address or ""}


def _mailings(effects: Sequence[Effect]) -> str:
    """Return what comes of a wish for no more mailings: they are `stopped`, the sender is `asked` whether they mean it, or ""."""
    if any(isinstance(effect, AskToConfirm) for effect in effects):
        return "asked"
    return "stopped" if any(isinstance(effect, Suppress) for effect in effects) else ""


def _answers(effect: Effect, address: str) -> bool:
    """Say whether the program itself writes to an address."""
    return isinstance(effect, Reply | SendAgain) and address.lower() in {one.lower() for one in effect.to}


def _fate(file: ExaminedFile, examined: Examined, knowledge: Knowledge, effects: Sequence[Effect]) -> tuple[str, str]:
    """Return what became of a file, and the reference of the organisation for which it was filed or waits.

    That is the state of its submission, `held`, `refused` (or `refused_untold`, where nobody was told), `again`, `blank`, or `other`.
    """
    same, refused = file.opened.sha256, isinstance(file.opened.result, Refusal)
    for effect in effects:
        if isinstance(effect, Submission | Hold) and effect.fingerprint == same:
            of = next((one.invitation.reference for one in knowledge.candidates if one.invitation.id == effect.invitation_id), "")
            return (effect.state.value if isinstance(effect, Submission) else "held"), of
    if file not in examined.answers:
        return "other", ""
    if refused:
        # The one letter about all files that could not be read is about none in particular.
        told = any(isinstance(one, Reply) and one.kind is LetterKind.QUESTION_BACK and one.fingerprint is None for one in effects)
        return ("refused" if told else "refused_untold"), ""
    return ("again" if any(one.fingerprint == same for one in knowledge.filed) else "blank"), ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """A file that came with a message: how it may be called ("" where it must not leave), and else why not."""

    name: str
    data: bytes
    ending: str
    kept_back: str
    fate: str = ""
    of: str = ""


def _told(file: _Beside, shown: _Shown) -> dict[str, str]:
    return {"name": shown.quoted(file.name, _NAME), "fate": file.fate, "of": file.of, "kept_back": file.kept_back}


def _beside(examined: Examined, knowledge: Knowledge, effects: Sequence[Effect]) -> Iterator[_Beside]:
    """Yield the files of a message. Pictures in the text have no fate, as they are part of it."""
    for one in examined.files:
        opened = one.opened
        ending = _agreed(one.looked.ending, opened.data)
        kept_back = "" if ending else Fitness.UNKNOWN.value if one.looked.ending else one.looked.fitness.value
        kept_back = _LARGE if opened.size > LARGEST else kept_back
        fate, of = _fate(one, examined, knowledge, effects)
        yield _Beside(name=opened.name, data=opened.data, ending=ending, kept_back=kept_back, fate=fate, of=of)
    taken = [one.file for one in examined.files]
    for file, called in zip(examined.mail.attachments, examined.pictures, strict=True):
        if ending := _agreed(called, file.data):
            yield _Beside(name=file.name, data=file.data, ending=ending, kept_back="")
        elif file not in taken:
            yield _Beside(name=file.name, data=file.data, ending="", kept_back=Fitness.UNKNOWN.value, fate="other")


def _agreed(ending: str, data: bytes) -> str:
    """Return how a file may be called, as the cage says it: that is believed as far as its first bytes agree."""
    return ending if ending in KINDS and data.startswith(KINDS[ending][1]) else ""


def _fitting(files: Iterable[_Beside], room: int) -> Iterator[_Beside]:
    """Yield the files as far as there is room for them; what is too large for what is left stays here."""
    for one in files:
        if one.ending and _encoded(one.data) > room:
            yield replace(one, ending="", kept_back=_LARGE)
        else:
            room -= _encoded(one.data) if one.ending else 0
            yield one


def _original(examined: Examined, text: str, files: Sequence[_Beside], shown: _Shown) -> Original:
    """Return what of a message may leave; it is whole where nothing was left out of what is attached, or of what was read."""
    enclosures = tuple(Enclosure(shown.file_name(one.name, one.ending), KINDS[one.ending][0], one.data) for one in files if one.ending)
    unpacked = any(one.opened.size != len(one.file.data) for one in examined.files)
    unread = bool(examined.mail.defects) or examined.mail.encrypted or len(text) > _WHOLE
    kept_back = any(one.kept_back for one in files) or shown.hides(text)
    return Original(shown.text(text, _WHOLE), enclosures, whole=not (unpacked or unread or kept_back))


def _encoded(data: bytes) -> int:
    """Return how many bytes of a letter this takes: base64 in lines of 76 characters."""
    return len(data) * 78 // 57


def _whole_text(examined: Examined) -> str:
    """Return all that a message says, the messages within it too."""
    within = (f"{_head(one.headers)}\n\n{one.text}" for one in examined.mail.enclosed if one.text.strip())
    return "\n\n".join([examined.mail.text, *within])[: 2 * _WHOLE]


def _head(headers: Headers) -> str:
    said = ((name, headers.get(name.lower())) for name in ("From", "Date", "Subject"))
    return "\n".join(f"{name}: {' '.join(value.split())}" for name, value in said if value)
