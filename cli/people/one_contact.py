"""contacts add, change, retire, suppress, release: what staff decides about one contact."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

import typer

from cli.deciding.outcomes import tell_decided
from cli.session import HERE, By, Home, Json, Note, day, now, session, who
from domain.errors import ConfigurationError

_LAST_TO_END = timedelta(hours=12)  # A day ends last where clocks show so much less than UTC.

ContactAddress = Annotated[str, typer.Argument(help="The contact's address.")]
Code = Annotated[
    str | None,
    typer.Option("--organisation", help="The organisation's code, printed reference or name. Not needed where the address has only one."),
]
ListName = Annotated[str | None, typer.Option("--list", help="The list. Not needed where there is only one, or where every list is meant.")]
Name = Annotated[str | None, typer.Option("--name", help="What the contact is called.")]
Salutation = Annotated[
    str | None, typer.Option("--salutation", help="How letters begin, such as 'Dear Ms Rossi'; the letter adds the comma.")
]
Language = Annotated[str | None, typer.Option("--language", help="The language of the letters, such as fr or French.")]
PartName = Annotated[
    str | None, typer.Option("--part", help="The parts of the questionnaire that it fills in, such as police; blank: all of them.")
]
RoleName = Annotated[str | None, typer.Option("--role", help="to: letters are addressed to this contact; cc: it gets a copy.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the group `contacts`."""
    for verb in (add, change, retire, suppress, release):
        app.command()(verb)


def add(
    address: ContactAddress,
    *,
    organisation: Code = None,
    organisation_name: Annotated[str | None, typer.Option(help="The organisation's name, where it is a new one.")] = None,
    name_of_list: ListName = None,
    name: Name = None,
    salutation: Salutation = None,
    language: Language = None,
    role: RoleName = None,
    part: PartName = None,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Add a contact to a list, also one that was retired. It gets the mailings that leave from then on."""
    from cli.mailing.addressed import tell_late
    from service.deciding.people import ContactMeant
    from service.deciding.people import add as put
    from service.mailings.late import unreached_at

    fields = {"name": name, "salutation": salutation, "language": language, "role": role, "part": part}
    said = ContactMeant(
        address=address,
        by=who(by),
        note=note,
        organisation=organisation,
        organisation_name=organisation_name,
        list=name_of_list,
        fields=fields,
    )
    with session(home) as service:
        done = put(service, said, now())
        missed = unreached_at(service, address, now(), organisation or "")
    tell_decided(done, as_json, late=missed)
    if not as_json:
        tell_late(missed)


def change(
    address: ContactAddress,
    *,
    organisation: Code = None,
    name_of_list: ListName = None,
    new: Annotated[str | None, typer.Option("--address", help="The contact's new address. The old one is retired.")] = None,
    name: Name = None,
    salutation: Salutation = None,
    language: Language = None,
    role: RoleName = None,
    part: PartName = None,
    absent_until: Annotated[str | None, typer.Option(help="The last day on which the contact is away, as YYYY-MM-DD.")] = None,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Change a contact: its name, language, role or address, or until when it is away. `release` ends an absence."""
    from cli.mailing.addressed import tell_late
    from service.deciding.people import ContactMeant
    from service.deciding.people import change as amend
    from service.mailings.late import unreached_at

    fields = {"name": name, "salutation": salutation, "language": language, "role": role, "part": part}
    said = ContactMeant(address=address, by=who(by), note=note, organisation=organisation, list=name_of_list, fields=fields)
    with session(home) as service:
        done = amend(service, said, now(), address=new, away_until=_not_over(day(absent_until)) if absent_until else None)
        missed = unreached_at(service, new, now()) if new else ()
    tell_decided(done, as_json, late=missed)
    if not as_json:
        tell_late(missed)


def _not_over(until: date) -> date:
    """Return the day; ConfigurationError where it is over everywhere, so that an absence until then says nothing."""
    today = (now() - _LAST_TO_END).date()
    if until < today:
        remedy = "Name the last day on which the contact is away. An absence that is over needs no entry."
        raise ConfigurationError(f"{until} has passed.", where="--absent-until", remedy=remedy)
    return until


def retire(
    address: ContactAddress,
    organisation: Code = None,
    name_of_list: ListName = None,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Take a contact off its list. It stays known, and loading a file does not put it back; `add` does."""
    from service.deciding.people import ContactMeant
    from service.deciding.people import retire as take_off

    said = ContactMeant(address=address, by=who(by), note=note, organisation=organisation, list=name_of_list)
    with session(home) as service:
        done = take_off(service, said, now())
    tell_decided(done, as_json)


def suppress(
    address: Annotated[str, typer.Argument(help="The address to stop writing to.")],
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Stop writing to an address, in every study."""
    from service.deciding.suppression import Addressed, stop

    with session(home) as service:
        done = stop(service, Addressed(address=address, by=who(by), note=note), now())
    tell_decided(done, as_json)


def release(
    address: Annotated[str, typer.Argument(help="The suppressed address.")],
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Start writing to a suppressed address again. Use it, for example, after a mail server's mistake."""
    from service.deciding.suppression import Addressed
    from service.deciding.suppression import release as let_go

    with session(home) as service:
        done = let_go(service, Addressed(address=address, by=who(by), note=note), now())
    tell_decided(done, as_json)
