"""Looking at a whole study before anything is sent: every letter is made, and what is wrong, missing or doubtful is told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from domain.errors import CounterfoilError, StoreError
from domain.sentences import counted
from domain.study import Mailing, Study, staff, transport_of
from languages.telling import of_error, phrased
from mailer.sender_policy import aligned
from service.authoring.applying import after_deadline, overdue
from service.authoring.translations import brings_workbook, untranslated, untranslated_questions
from service.contacts.addressees import Mentioned, mentions, summary
from service.contacts.census import InvitedOrganisation
from service.contacts.list_names import told_empty
from service.contacts.specimen import cases_or_specimens
from service.exports.columns_called import called_otherwise
from service.installation.domains import SenderDomain, look_up
from service.installation.outgoing import unsigned
from service.letters.planned import wanted
from service.letters.press import Press
from service.mailings.making import LetterForm, Making, make_all, make_mailings
from service.mailings.sizes import limit_of
from service.mailings.spam_points import SPAM, TOLD, judge, told
from service.process.fingerprint import digest, fingerprint
from service.studies.answered_at import answered_elsewhere
from service.studies.called_before import lost_names
from service.studies.prepared import unprepared
from service.studies.rows_before import lost_rows
from service.studies.running import Running
from service.studies.unspoken_blanks import untold
from service.wiring import Service
from store import deliveries, rehearsals, suppressions
from store.letters.rehearsals import Rehearsed

TOO_LARGE = 10 * 1024 * 1024  # Many mail servers refuse more than 10 MB.
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found: `problems` stand in the way of sending, `notes` do not.

    Of the `letters` and their `workbooks`, which can all be made, `made` were made now; the others are as they were at an earlier check.
    Those that were `left` wait for another look.
    `largest` is in bytes, as is the `limit` that the mail server names, the least of several (None where none names one, or was asked).
    """

    letters: int
    workbooks: int
    largest: int
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    made: int
    forms: tuple[LetterForm, ...]
    addressees: tuple[Mentioned, ...]
    limit: int | None = None
    domains: tuple[SenderDomain, ...] = ()
    left: int = 0


def check(service: Service, running: Running, now: datetime) -> Checked:
    """Make every letter and workbook for every contact, and tell what is wrong, missing, too large, duplicated or suppressed.

    Only the store is asked.
    """
    checked, making = _checked(service, running, now)
    # Nobody was asked for SpamAssassin's points, which stay as they are.
    _keep(service, running.study.id, making, [key for key, one in making.before.items() if one.spam is None])
    return checked


def check_mailing(service: Service, running: Running, mailing: Mailing, now: datetime, most: int) -> Checked:
    """Check the letters that one mailing would have now, for somebody who waits.

    At `most` so many are made, and those that are left are counted.
    """
    checked, making = _checked(service, running, now, mailing, most)
    _keep(service, running.study.id, making, [])  # Letters of other mailings stay known.
    return checked


def look(service: Service, running: Running, now: datetime) -> Checked:
    """Check a study, and ask what others say of it: the mail server, DNS and SpamAssassin. Where one is silent, a note says so."""
    checked, making = _checked(service, running, now)
    domains = look_up(_sender_domains(running.study), service.installation.dns)
    notes, problems = list(checked.notes), list(checked.problems)
    limits: dict[str, int | None] = {}
    for name in sorted({one.transport for one in running.study.senders}):
        try:
            limits[name] = limit_of(service, name)
        except CounterfoilError as error:
            notes.append(f"How large a letter may be is not known. {error}")
    by_mailing = {one.name: limits.get(transport_of(running.study, one.sender)) for one in running.study.mailings}
    forms, silent = judge(service, making)
    _keep(service, running.study.id, making, making.before)
    problems += [*_over(forms, by_mailing), *told(forms, SPAM)]
    notes += [
        *_said(domains),
        *_unaligned(running.study, domains),
        *told(forms, TOLD, SPAM),
        *silent,
    ]
    least = min((one for one in limits.values() if one is not None), default=None)
    return replace(checked, limit=least, domains=domains, forms=forms, notes=tuple(notes), problems=tuple(problems))


def _checked(
    service: Service, running: Running, now: datetime, only: Mailing | None = None, most: int | None = None
) -> tuple[Checked, Making]:
    invited, specimens = cases_or_specimens(service, running, now)
    study, asked = running.study, {code: case for code, case in invited.items() if case.standing is not None}
    cases = _that_get(only, asked) if only and not specimens else asked
    with service.store.reading() as tx:
        before = rehearsals.known(tx, study.id)
        stopped, lost = suppressions.suppressed_on(tx, study.contact_list), deliveries.lost(tx, study.id)
        said = [*overdue(tx, study, now), *([told_empty(tx, study.contact_list)] if specimens else ())]
        found = () if specimens else mentions(asked, stopped, lost, study.languages, staff(study), _parts(running, asked))
    making = Making(press=Press(running, service.installation.outgoing, service.store.archive), now=now, before=before, most=most)
    if only:
        make_mailings(making, running, cases, [only])
    else:
        make_all(making, running, cases)
    notes = [*unsigned(study, service.installation.signing), *_missing(making, running, cases), *summary(found)]
    notes += [*after_deadline(study), *unprepared(study), *untold(running.folder)]
    notes += [*lost_names(running.folder), *lost_rows(running.folder)]
    notes += [*answered_elsewhere(study, service.installation.read_as), *said]
    forms = tuple(making.forms.values())
    return Checked(
        letters=sum(one.letters for one in forms),
        workbooks=making.workbooks,
        largest=max((one.largest for one in forms), default=0),
        problems=(*making.troubles.sentences(), *_large(forms)),
        notes=tuple(notes),
        made=making.made,
        forms=forms,
        addressees=found,
        left=making.left,
    ), making


def _that_get(mailing: Mailing, cases: Mapping[str, InvitedOrganisation]) -> dict[str, InvitedOrganisation]:
    """Return those who get a mailing as they stand now, each with the contacts that do: nobody looks through letters that stay here."""
    get = {
        code: replace(case, usable=tuple(one for one in case.usable if wanted(mailing, case, one) is not None))
        for code, case in cases.items()
    }
    return {code: case for code, case in get.items() if case.usable}


def _parts(running: Running, cases: Mapping[str, InvitedOrganisation]) -> tuple[str, ...]:
    """Return the parts of the questionnaire, where any contact has one; none of a form that is faulty, which is told by itself."""
    if not any(contact.part for case in cases.values() for contact in case.contacts):
        return ()
    try:
        return running.questionnaire.parts
    except CounterfoilError:
        return ()


def _keep(service: Service, study: str, making: Making, old: Iterable[str]) -> None:
    """Remember what was made, and forget of the `old` what nobody would get any more; where nothing is new, nobody waits for a writer."""
    new = {key: one for key, one in making.after.items() if key not in making.before}
    if not new:
        return
    # What cannot be remembered now, since the disk or another process does not let it, is only made again.
    with suppress(StoreError), service.store.transaction() as tx:
        rehearsals.forget(tx, study, [key for key in old if key not in making.after])
        rehearsals.remember(tx, study, new)


def _missing(making: Making, running: Running, cases: Mapping[str, InvitedOrganisation]) -> Iterator[str]:
    """Yield what is missing in the languages that contacts read."""
    reads = Counter(contact.language for case in cases.values() for contact in case.usable)
    readers = {language: reads[language] for language in running.study.languages if reads[language]}
    yield from untranslated(running, readers)
    name = running.study.questionnaire
    if not brings_workbook(running) or name not in running.folder.files:
        return
    for number, language in enumerate(readers):
        # What is said of the form itself holds in every language, and is said once.
        whole = number == 0
        key = digest([fingerprint(), {one: sha256(data).hexdigest() for one, data in running.folder.form.items()}, language, whole])
        known = making.known(key)
        if known is None:
            try:
                asked = running.questionnaire
            except CounterfoilError as error:
                making.troubles.add(of_error(error))
                return
            known = making.after[key] = Rehearsed(size=0, faults=(*untranslated_questions(asked, name, language), *_warned(running, whole)))
        yield from known.faults


def _warned(running: Running, whole: bool) -> tuple[str, ...]:
    return (*filter(None, [running.folder.warned]), *called_otherwise(running)) if whole else ()


def _large(forms: tuple[LetterForm, ...]) -> Iterator[str]:
    for one in forms:
        if one.largest > TOO_LARGE:
            yield phrased("check.large", form=one.called, size=f"{one.largest / _MEGABYTE:.1f}")


def _over(forms: tuple[LetterForm, ...], limits: Mapping[str, int | None]) -> Iterator[str]:
    """Yield a sentence for each form that the server takes no letter of by which its mailing leaves."""
    for one in forms:
        limit = limits.get(one.mailing)
        if limit is not None and one.largest > limit:
            size = f"{one.largest:,} bytes, and your mail server takes {limit:,} (SIZE {limit})"
            yield f"{one.called}: the largest letter has {size}. Attach less, or let the administrator of the server raise its limit."


def _said(domains: tuple[SenderDomain, ...]) -> Iterator[str]:
    """Yield what domains lack, and why nothing is known of others: the same thing once."""
    lacks: dict[str, list[str]] = defaultdict(list)
    for one in domains:
        if not one.well or not one.asked:
            lacks["; ".join(one.found)].append(one.domain)
    for found, names in lacks.items():
        yield f"{', '.join(names)}: {found}."


def _unaligned(study: Study, domains: tuple[SenderDomain, ...]) -> Iterator[str]:
    """Yield the domains in From for which SPF says nothing, since bounces go to another: DMARC then rests on DKIM alone."""
    envelope = _domain(study.returns_to)
    authors = {_domain(one.address) for one in study.senders}
    for one in domains:
        if one.asked and one.domain in authors and not aligned(one.domain, envelope):
            yield (
                f"{one.domain}: bounces of its letters go to {envelope}, so that SPF does not speak for it. Receivers that ask for DMARC "
                f"take them only if your mail server signs them with a DKIM key of {one.domain}."
            )


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()


def _sender_domains(study: Study) -> set[str]:
    """Return the domains that stand in From (DMARC), and that of the envelope's sender (SPF), to which bounces go."""
    return {_domain(address) for address in (study.returns_to, *(one.address for one in study.senders))}


def size(number: int) -> str:
    """Return a size as people read it."""
    return f"{number / _MEGABYTE:.1f} MB" if number >= _MEGABYTE else f"{counted(round(number / 1024), 'KB', 'KB')}"
