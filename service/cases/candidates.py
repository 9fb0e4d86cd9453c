"""Of which organisations a workbook may be that waits for a person: whom its sender is on record for, and who is named beside it.

A coordinator is told of those of their own regions alone. None of it decides anything: it spares who decides looking for a reference.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from contacts.fold import fold
from digests.holds import MeantOrganisation
from domain.case import Decision
from domain.mail.reference import find_references
from domain.rules.by_mail import is_within
from service.cases.waiting import Waiting
from store import Transaction, contacts, holds, invitations

_MOST = 6  # Organisations that are told of a case, and
_NEAR = 3  # of those that are called nearly as what was written.
_SEARCHED = 5_000  # Organisations of a study whose names are looked for: of more, each letter would take as long as a mailing.
_ALIKE, _SLIP = 0.6, 0.9  # How near a name is, and a reference: one of its signs is another one.


@dataclass(frozen=True, slots=True)
class _Invited:
    """An invited organisation, as it is told and looked for."""

    told: MeantOrganisation
    invitation: int
    code: str
    name: str


@dataclass(frozen=True)
class Candidates:
    """Organisations of one study and its list, as one coordinator may be told of them; `regions` are theirs, none means all.

    The names are read once, and only where something is looked for among them.
    """

    tx: Transaction
    study: str
    contact_list: str
    regions: Collection[str] = ()

    def of(self, held: holds.Held, case: Waiting) -> tuple[MeantOrganisation, ...]:
        """Return those whose answer the workbook of a case may be, but for the one that it is held for; none where none is asked for."""
        if Decision.ASSIGN not in case.options:
            return ()
        beside = " ".join(filter(None, (held.file_name, case.words)))
        said, theirs = self._named_in(beside), self._told(self._of_sender(case.sender or ""), named=False)
        found = {one.told.reference: one for one in (*theirs, *said) if one.invitation != held.invitation_id}
        first = sorted(found.values(), key=lambda one: (not one.told.named, one.told.reference))
        return tuple(one.told for one in first)[:_MOST]

    def near(self, name: str) -> tuple[MeantOrganisation, ...]:
        """Return those that are called nearly as somebody wrote: by a name or a code, or by a reference with a slip in it."""
        if not self._is_searched or not (written := fold(name)):
            return ()
        by_name = {fold(word): one for one in self._all for word in (one.code, one.name)}
        by_reference = {fold(one.told.reference): one for one in self._all}
        within = [one for word, one in by_name.items() if f" {written} " in f" {word} "]
        close = [by_reference[word] for word in get_close_matches(written, by_reference, n=_NEAR, cutoff=_SLIP)]
        alike = [by_name[word] for word in get_close_matches(written, by_name, n=_NEAR, cutoff=_ALIKE)]
        return tuple(dict.fromkeys(one.told for one in (*close, *within, *alike)))[:_NEAR]

    def _of_sender(self, sender: str) -> Iterable[str]:
        on_list = contacts.at_address(self.tx, sender) if sender else ()
        return dict.fromkeys(one.organisation for name, one in on_list if name == self.contact_list)

    def _named_in(self, text: str) -> list[_Invited]:
        """Return whose reference or name stands in a text; the last word of a name, as "Ltd", may be missing."""
        by_reference = invitations.with_references(self.tx, find_references(text))
        found = self._told([one.organisation for one in by_reference if one.study == self.study], named=True)
        whole = f" {fold(text)} "
        names = self._all if text and self._is_searched else ()
        return [*found, *(one for one in names if any(f" {word} " in whole for word in _called(one.name)))]

    @cached_property
    def _is_searched(self) -> bool:
        return invitations.count(self.tx, self.study) <= _SEARCHED

    @cached_property
    def _all(self) -> tuple[_Invited, ...]:
        return self._told(None, named=True)

    def _told(self, codes: Iterable[str] | None, *, named: bool) -> tuple[_Invited, ...]:
        """Return the invited organisations with these codes, or all, that the coordinator looks after."""
        invited = invitations.of_study(self.tx, self.study, None if codes is None else tuple(codes))
        known = contacts.organisations(self.tx, invited)
        return tuple(
            _Invited(MeantOrganisation(whose.reference, one.name, named), whose.id, one.code, one.name)
            for one in known
            for whose in [invited[one.code]]
            if is_within(self.regions, one.region)
        )


def _called(name: str) -> Iterable[str]:
    words = fold(name).split()
    return filter(None, (" ".join(words), " ".join(words[:-1]) if len(words) > 2 else ""))
