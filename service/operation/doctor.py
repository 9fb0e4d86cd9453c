"""Looking after an installation: whether everything that it needs answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from cage.cage import EndedError, InsideError, NotStartedError
from cage.walls import USER
from domain.case import CaseKind
from domain.errors import CounterfoilError
from domain.letter import DeliveryState
from domain.message import WRITTEN
from domain.study import DEFAULT
from languages.telling import heard, of_error, phrased, together
from mailer.fonts import families, languages_without_glyphs
from service.authoring.drafts import draft, prospective
from service.cases import waiting
from service.cases.entries import study_paused
from service.cases.paused_collecting import collecting_paused
from service.console.single_sign_on import provider_of
from service.installation.logins import Login
from service.installation.outgoing import unsigned
from service.keeping import restored, witnesses
from service.keeping.reading_over import looked_over
from service.mailings.check import check
from service.operation.looking_for_mail import mailbox_found
from service.operation.own_clock import require_right_clock
from service.personal.forgetting import require_followed
from service.process.disks import require_room
from service.process.leases import who_holds
from service.process.rights import require_closed, require_unchanged
from service.sending.delays import delays
from service.sending.halts import sentences
from service.views import audit
from service.wiring import Service
from store import holds, messages, outbox, studies

_NAMED, _RECENT = 5, 50  # More letters in doubt are counted; so many of the newest messages are looked at.


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing that was looked at: `well` or not, and what was found, with the remedy where it is not."""

    what: str
    well: bool
    found: str


def examine(service: Service, now: datetime) -> Iterator[CheckResult]:
    """Look at the store, the mail servers, the fonts and each study, one after the other; a fault in one hides no other."""
    looks: dict[str, Callable[[], str]] = {
        "store": lambda: phrased("doctor.store", url=service.store.address, archive=service.store.archive.where()),
        "disk": partial(require_room, service),
        "clock": partial(require_right_clock, service, now),
        "files": partial(require_closed, service),
        "rights": partial(require_unchanged, service),
        "transport": partial(_transport, service),
        **{f"transport {name}": partial(_transport, service, name) for name in service.installation.transports},
        "signing": partial(_signing, service),
        **{
            "mailbox" if name == DEFAULT else f"mailbox {name}": partial(mailbox_found, service, name, now)
            for name in dict.fromkeys(one.mailbox for one in service.installation.intakes) or [DEFAULT]
        },
        **_collecting(service),
        **{f"login {name}": partial(_login, one) for name, one in service.installation.logins.items()},
        **({"single sign-on": partial(_single_sign_on, service, now)} if service.installation.console.oidc else {}),
        "authentication": partial(_authentication, service),
        "fonts": _fonts,
        "outbox": partial(_outbox, service),
        "dispatch book": partial(_book, service, now),
        "sending": partial(_sending, service),
        "pace": partial(_pace, service, now),
        **({"leases": partial(_leases, service)} if service.store.is_shared else {}),
        "journal": partial(_journal, service),
        "archive": partial(looked_over, service),
        "erasures": lambda: require_followed(service.store),
        "waiting": partial(_waiting, service),
    }
    for path in sorted(service.installation.studies.glob("*/study.toml")):
        looks[f"study {path.parent.name}"] = partial(_study, service, path.parent.name, now)
    for what, look in looks.items():
        try:
            yield CheckResult(_called(what), well=True, found=look())
        except CounterfoilError as error:
            yield CheckResult(_called(what), well=False, found=of_error(error))
    yield from _cage(service)


def _collecting(service: Service) -> dict[str, Callable[[], str]]:
    """Return a look that says since when collecting is paused, where it is: that is no fault, but may be forgotten."""
    with service.store.reading() as tx:
        found = collecting_paused(tx)
    return {"collecting": lambda: found.told} if found else {}


def _called(what: str) -> str:
    """Return what something that is looked at is called: by a word, or by a word and the name of one of several."""
    first, _, name = what.partition(" ")
    several = name and first in {"transport", "mailbox", "login", "study"}
    return phrased(f"doctor.looks.{first}_named" if several else f"doctor.looks.{re.sub('[ -]', '_', what)}", name=name)


def _cage(service: Service) -> Iterator[CheckResult]:
    """Say of each wall between hostile mail and this machine whether it stands; the others hold without it."""
    try:
        for wall in service.cage.walls():
            found = phrased("doctor.fault.wall", said=wall.missing) if wall.missing else phrased("doctor.holds")
            called = phrased("doctor.looks.wall", wall=heard("doctor.walls", wall.name))
            yield CheckResult(called, well=not wall.missing or wall.name == USER, found=found)
    except (EndedError, InsideError, NotStartedError) as error:
        yield CheckResult(phrased("doctor.looks.cage"), well=False, found=phrased("doctor.fault.no_cage", said=str(error)))


def _authentication(service: Service) -> str:
    """Say whose word on the authors of messages is believed, and whether it is ever given."""
    named = service.installation.authserv_ids
    if not named:
        return phrased("doctor.unconfigured")
    with service.store.reading() as tx:
        servers = messages.servers(tx, WRITTEN, _RECENT)  # Of reports, which come from servers, no server says who wrote them.
    with_word, who = sum(map(bool, servers)), " or ".join(named)
    if servers and not with_word:
        raise CounterfoilError(
            phrased("doctor.fault.no_word", n=len(servers), who=who),
            where="[mailbox] authserv_ids",
            remedy=phrased("doctor.fault.no_word_do"),
        )
    if not servers:
        return phrased("doctor.believed_yet", who=who)
    return phrased("doctor.believed", who=who, some=str(with_word), n=len(servers))


def _transport(service: Service, name: str = DEFAULT) -> str:
    with service.transport(name) as transport:
        return transport.probe()


def _login(login: Login) -> str:
    # As if a server had refused the one at hand: whether another is given shows that nobody has to sign in again.
    login.token(login.token(""))
    return phrased("doctor.login")


def _single_sign_on(service: Service, now: datetime) -> str:
    provider = provider_of(service, service.installation.console)
    return provider.probe(now) if provider else phrased("doctor.not_set")


def _signing(service: Service) -> str:
    """Say which keys sign letters, what must stand in the DNS for them, and which senders have none."""
    keys = service.installation.signing
    if not keys:
        if service.installation.web:
            # RFC 8058, section 4: who takes a click must find List-Unsubscribe and List-Unsubscribe-Post covered by a valid signature.
            raise CounterfoilError(phrased("doctor.fault.unsigned_click"), remedy=phrased("doctor.fault.unsigned_click_do"))
        return phrased("doctor.unsigned")
    studies_ = [draft(service, path.parent.name).study for path in sorted(service.installation.studies.glob("*/study.toml"))]
    if alone := [one for study in studies_ for one in unsigned(study, keys)]:
        raise CounterfoilError(together(*alone), remedy=phrased("doctor.fault.unsigned_do"))
    return phrased("doctor.signed", records="; ".join(f"{key.record} ({key.algorithm})" for key in keys))


def _outbox(service: Service) -> str:
    with service.store.reading() as tx:
        doubtful = outbox.count(tx, DeliveryState.UNCERTAIN)
        some = outbox.in_state(tx, DeliveryState.UNCERTAIN, limit=_NAMED)
        stalled = [one for study in studies.applied_ids(tx) for one in holds.of_kind(tx, study, CaseKind.STALLED) if one.decision is None]
    told = [together(*one.reasons[:2]) for one in stalled]
    if doubtful:
        ids = (*(str(one.id) for one in some), *(["..."] if doubtful > _NAMED else []))
        told.append(phrased("doctor.fault.in_doubt", n=doubtful, ids=ids))
    if told:
        settle = phrased("doctor.fault.in_doubt_do") if doubtful else ""
        resume = phrased("doctor.fault.stalled_do") if stalled else ""
        raise CounterfoilError(together(*told), remedy=together(settle, resume))
    return phrased("doctor.no_doubt")


def _book(service: Service, now: datetime) -> str:
    """Say whether the store knows of all that left the house."""
    witnesses.ask(service, now)
    if why := restored.look(service, now):
        raise CounterfoilError(why)
    return phrased("doctor.book")


def _sending(service: Service) -> str:
    with service.store.reading() as tx:
        waits = sentences(tx)
    if waits:
        raise CounterfoilError(together(*waits), remedy=phrased("doctor.fault.halted_do"))
    return phrased("doctor.sending")


def _pace(service: Service, now: datetime) -> str:
    """Say why letters wait that nobody holds up; that they do is no fault."""
    with service.store.reading() as tx:
        waits = delays(service, tx, now)
    return together(*map(str, waits)) or phrased("doctor.pace")


def _leases(service: Service) -> str:
    """Say which process does what; that one died is no fault, since another takes its place."""
    with service.store.reading() as tx:
        return who_holds(tx)


def _journal(service: Service) -> str:
    with service.store.reading() as tx:
        found = audit.require_whole(tx)
    return phrased("doctor.chain", n=found.entries, last=found.last[:16])


def _waiting(service: Service) -> str:
    with service.store.reading() as tx:
        return phrased("doctor.waiting", n=waiting.count(tx))


def _fonts() -> str:
    """Return which families there are, and in which languages nothing can be set as PDF with them."""
    names, lacking = tuple(sorted(family.name for family in families())), languages_without_glyphs(families())
    if not lacking:
        return phrased("doctor.fonts", names=names)
    return phrased("doctor.fonts_lacking", names=names, languages=lacking, more=phrased("doctor.more_fonts"))


def _study(service: Service, study_id: str, now: datetime) -> str:
    checked = check(service, prospective(service, study_id), now)
    if checked.problems:
        found = phrased("doctor.fault.problems", n=len(checked.problems))
        raise CounterfoilError(found, where=study_id, remedy=phrased("doctor.fault.problems_do"))
    with service.store.reading() as tx:
        applied = studies.applied(tx, study_id)
        paused = study_paused(tx, study_id)
    version = phrased("doctor.applied", version=str(applied.version)) if applied else phrased("doctor.not_applied")
    if paused:
        version = phrased("doctor.paused", what=version, since=paused.since)
    if paused and paused.because:
        version = phrased("doctor.because", what=version, note=paused.because)
    letters, workbooks = phrased("doctor.letters", n=checked.letters), phrased("doctor.workbooks", n=checked.workbooks)
    return phrased("doctor.study", letters=letters, workbooks=workbooks, version=version)
