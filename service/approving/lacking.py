"""Which addressees of a mailing too few people approved: a mailing that may leave to those who stood on the list may lack a new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from domain.rules.approved import lacking
from service.approving.approvals import Approval
from service.approving.differences import NAMED, some
from service.approving.proposals import Proposal


@dataclass(frozen=True, slots=True)
class Lack:
    """So many addressees, of whom the first are named, that so many more people have to approve."""

    people: int
    addressees: int
    named: tuple[str, ...]

    def __str__(self) -> str:
        """Say so."""
        needs = "needs" if self.addressees == 1 else "need"
        return f"{some(self.named, 'addressee', self.addressees)} {needs} {self.people} more {'person' if self.people == 1 else 'people'}"


def lacks(stands: Approval, proposal: Proposal) -> tuple[Lack, ...]:
    """Return the addressees of a proposal whom too few approved, by how many people they need; none where no approval is asked for."""
    needs = lacking(stands.said, proposal.addressees, stands.needed)
    by_people = {people: [proposal.addressees[one] for one in needs if needs[one] == people] for people in sorted({*needs.values()})}
    return tuple(Lack(people, len(each), tuple(each[:NAMED])) for people, each in by_people.items())


def missing(stands: Approval, lack: Iterable[Lack]) -> int:
    """Return how many people have still to approve so that every addressee is approved; a list without any is approved, too."""
    return max((one.people for one in lack), default=stands.missing)


def partly(lack: Iterable[Lack], addressees: int) -> str:
    """Say which of so many addressees lack how many people; blank where none does, or all of them lack as many."""
    each = tuple(lack)
    return "" if [one.addressees for one in each] == [addressees] else "; ".join(map(str, each))


def others(lack: Iterable[Lack], proposal: Proposal) -> int:
    """Return how many addressees of a proposal lack nobody."""
    return len(proposal.addressees) - sum(one.addressees for one in lack)
