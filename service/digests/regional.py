"""The organisations of a coordinator's regions, and what of a study is about them: a digest tells them of nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from domain.letter import Letter
from domain.rules.by_mail import is_within
from service.letters.questions import AskedQuestion
from service.studies.running import Running
from store import Transaction, arrivals, contact_lists, contacts


def codes_of(tx: Transaction, running: Running, regions: Sequence[str]) -> frozenset[str] | None:
    """Return the organisations of these regions on the study's list; None, which is all, where no region is named."""
    if not regions:
        return None
    listed = contact_lists.organisations_on(tx, running.study.contact_list)
    return frozenset(one.code for one in listed if is_within(regions, one.region))


@dataclass(frozen=True, slots=True)
class Theirs:
    """What is about the organisations of these `regions`, by their codes and invitations; everything is where no region is named.

    What is about no organisation that is known is everybody's, as such a case is, unless it came from an address of others, or names one.
    """

    tx: Transaction
    codes: Collection[str]
    invited: Collection[int]
    regions: Sequence[str]

    def questions(self, some: Sequence[AskedQuestion]) -> Iterator[AskedQuestion]:
        """Yield the questions that they asked, or nobody who is known."""
        others = self._of_others(one.sender for one in some)
        yield from (one for one in some if self._is_theirs(one.organisation, one.sender, others))

    def letters(self, some: Sequence[Letter]) -> Iterator[Letter]:
        """Yield the letters to them, or to nobody who is known."""
        others = self._of_others(one.address for one in some)
        yield from (one for one in some if self._is_theirs(one.organisation, one.address, others))

    def came(self, some: Sequence[arrivals.Arrived]) -> Iterator[arrivals.Arrived]:
        """Yield what they sent, or nobody who is known; what else such a message brought is told by who it is for."""
        if not self.regions:
            yield from some
            return
        others, invited = self._of_others(address for one in some for address in (one.sender, *one.bounced)), self.invited
        for one in some:
            of_others = (
                one.invitation_id not in invited if one.invitation_id else others & {(one.sender or "").lower(), *_lower(one.bounced)}
            )
            brought = tuple(each for each in one.brought if each[0] in invited)
            if brought or not (one.brought or of_others):
                yield replace(one, brought=brought)

    def _is_theirs(self, organisation: str | None, address: str | None, others: frozenset[str]) -> bool:
        if not self.regions:
            return True
        return organisation in self.codes if organisation else (address or "").lower() not in others

    def _of_others(self, addresses: Iterable[str | None]) -> frozenset[str]:
        """Return those of these addresses, in lower case, that other organisations alone have or had."""
        if not self.regions:
            return frozenset()
        found = contacts.at_addresses(self.tx, {one for one in addresses if one})
        return frozenset(address for address, codes in found.items() if codes.isdisjoint(self.codes))


def _lower(addresses: Iterable[str]) -> Iterator[str]:
    return (one.lower() for one in addresses)
