"""Letters as they are told to people: to whom, of which mailing, in which state, and what was last said of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from domain.errors import ConfigurationError
from domain.letter import DeliveryState, Letter
from service.letters import when_left
from service.letters.when_left import LeftAs
from service.studies.find import find_invitation
from service.studies.known import known_studies
from service.wiring import Service
from store import Transaction, ledger, outbox, studies
from store.letters.ledger import Wanted

_TOGETHER = 500  # Letters that are in memory together.


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One letter; `at` is when something was last recorded of it (or it was planned), `why` what a server or a person said then.

    `left` is what evidence says of a letter that was settled by it.
    """

    id: int
    study: str
    organisation: str | None
    address: str
    kind: str
    mailing: str | None
    state: str
    attempts: int
    at: datetime
    why: str
    left: LeftAs | None = None

    @property
    def when(self) -> datetime:
        """Return when it left, where evidence says so, or when something was last recorded of it."""
        return when_left.when(self.at, self.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """Which letters a person asks for; what is None does not narrow it.

    `organisation` is a printed reference or a code, in a study that is named too; `day` is a day of UTC, `domain` that of the address.
    """

    study: str | None = None
    state: str | None = None
    mailing: str | None = None
    organisation: str | None = None
    day: date | None = None
    domain: str | None = None


def listed(tx: Transaction, narrowed: Narrowed) -> Iterator[Delivery]:
    """Yield the letters that are asked for, in the order of planning; a bounded number is in memory."""
    numbers = ledger.numbers(tx, wanted(tx, narrowed))
    for begin in range(0, len(numbers), _TOGETHER):
        yield from _deliveries(tx, outbox.with_ids(tx, numbers[begin : begin + _TOGETHER]))


def _deliveries(tx: Transaction, letters: Sequence[Letter]) -> Iterator[Delivery]:
    last = ledger.last_attempts(tx, [letter.id for letter in letters])
    departed = when_left.of_letters(tx, last)
    for letter in letters:
        yield Delivery(
            id=letter.id,
            study=letter.study,
            organisation=letter.organisation,
            address=letter.address,
            kind=letter.kind.value,
            mailing=letter.mailing,
            state=letter.state.value,
            attempts=letter.attempts,
            at=last[letter.id].at if letter.id in last else letter.planned_at,
            why=f"{last[letter.id].code or ''} {last[letter.id].text}".strip() if letter.id in last else "",
            left=departed.get(letter.id),
        )


def refuse_unknown_mailing(service: Service, tx: Transaction, narrowed: Narrowed) -> None:
    """Raise ConfigurationError, which names the mailings, where no study has the one that is asked for, nor ever planned a letter of it."""
    name = narrowed.mailing
    if name is None:
        return
    known, whole = known_studies(service, tx, narrowed.study)
    names = list(dict.fromkeys(mailing.name for study in known for mailing in study.mailings))
    if not whole or name in names or any(outbox.planned_of(tx, study, [name]) for study in studies.applied_ids(tx)):
        return
    remedy = f"Known: {', '.join(names)}." if names else "There is none yet."
    raise ConfigurationError(f"There is no mailing {name!r}.", where="deliveries", remedy=remedy)


def organisation_of(tx: Transaction, narrowed: Narrowed) -> str | None:
    """Return the code of the organisation that is asked for, or None where none is."""
    return find_invitation(tx, narrowed.study, narrowed.organisation).organisation if narrowed.organisation and narrowed.study else None


def wanted(tx: Transaction, narrowed: Narrowed) -> Wanted:
    """Return the same as the store understands it. ConfigurationError where there is no such state, or no such organisation."""
    begins = datetime.combine(narrowed.day, time.min, UTC) if narrowed.day else None
    return Wanted(
        study=narrowed.study,
        states=_states(narrowed.state),
        mailing=narrowed.mailing,
        organisation=organisation_of(tx, narrowed),
        since=begins,
        before=begins + timedelta(days=1) if begins else None,
        domain=narrowed.domain.strip().removeprefix("@") if narrowed.domain else None,
    )


def _states(name: str | None) -> tuple[DeliveryState, ...] | None:
    if name is not None and name not in set(DeliveryState):
        remedy = f"Choose one of: {', '.join(DeliveryState)}."
        raise ConfigurationError(f"{name!r} is not a state of a letter.", where="deliveries", remedy=remedy)
    return (DeliveryState(name),) if name else None
