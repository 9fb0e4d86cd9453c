"""deliveries: the letters and what became of them; those in doubt are settled together, and those that were refused are sent again."""

from __future__ import annotations

from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.mailing.leaving import tell_left, tell_retry
from cli.mailing.repeated import tell_repeated
from cli.session import (
    FINDINGS,
    FIRST,
    HERE,
    LENGTHY,
    All,
    By,
    DryRun,
    Home,
    Json,
    Note,
    StudyId,
    day,
    emit,
    err,
    finish,
    now,
    out,
    plain,
    say,
    session,
    tell_entry,
    who,
)
from domain.case import Decision
from domain.errors import ConfigurationError
from domain.letter import DeliveryState
from domain.sentences import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from service.letters.listed import Delivery, Narrowed
    from service.sending.in_doubt import Settled, Settling
    from service.sending.retrying import Chosen, Retried
    from service.wiring import Service

# What became of letters of which a dispatch can be proven.
_LEFT = frozenset({DeliveryState.SENT, DeliveryState.BOUNCED})

_State = Annotated[str | None, typer.Option("--state", help=f"Only letters in this state: {', '.join(DeliveryState)}.")]
_Mailing = Annotated[str | None, typer.Option("--mailing", help="Only letters of this mailing.")]
_To = Annotated[str | None, typer.Option("--to", help="Only letters to this organisation: its reference or code.")]
_Day = Annotated[
    str | None,
    typer.Option("--day", metavar="YYYY-MM-DD", help="Only letters that were planned or tried, or that left, on this day (UTC)."),
]
_Domain = Annotated[str | None, typer.Option("--domain", help="Only letters to addresses of this domain.")]
_Retry = Annotated[bool, typer.Option("--retry", help="Send those again that were rejected or failed, each once.")]
_Settle = Annotated[
    str | None, typer.Option("--settle", metavar="arrived|resend", help="Settle the letters in doubt: they arrived, or are sent again.")
]
_Log = Annotated[
    Path | None,
    typer.Option("--from-log", help="Settle only what a mail server's log proves: Postfix, Exim, or a Microsoft 365 message trace (CSV)."),
]

_Repeated = Annotated[bool, typer.Option("--repeated", help="Only whom more than one letter of a mailing left to: how, and by whom.")]
_Sent = Annotated[bool, typer.Option("--from-sent", help="Settle only what has a copy in the folder of sent mail, or in the box of bcc.")]


def register(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(deliveries)


def deliveries(
    *,
    state: _State = None,
    mailing: _Mailing = None,
    to: _To = None,
    on: _Day = None,
    domain: _Domain = None,
    repeated: _Repeated = False,
    retry: _Retry = False,
    dry_run: DryRun = False,
    settle: _Settle = None,
    from_log: _Log = None,
    from_sent: _Sent = False,
    by: By = None,
    note: Note = "",
    everyone: All = False,
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """List the letters and what became of them; with --retry or --settle, change it. `counterfoil letter ID` shows one."""
    from service.authoring import drafts
    from service.letters import listed as letters
    from service.sending import in_doubt, retrying

    settles = bool(settle or from_log or from_sent)
    _refuse_two(from_log, from_sent=from_sent)
    _refuse_together(retry=retry, settles=settles, narrower={"--day": on, "--domain": domain, "--repeated": repeated})
    _refuse_alone(dry_run=dry_run and not retry, repeated=repeated, narrower={"--state": state, "--day": on})
    with session(home) as service:
        chosen = drafts.choose(service, study) if study or to or retry else None
        if retry:
            again = retrying.Chosen(study=str(chosen), state=state, mailing=mailing, organisation=to)
            _retry(service, again, who(by), note, as_json, dry_run=dry_run)
        elif settles:
            _refuse_settled(state, {"--mailing": mailing, "--to": to})
            said = in_doubt.Settling(what=settle or Decision.ARRIVED, by=who(by), note=note, study=chosen, log=from_log, sent=from_sent)
            _tell_settled(in_doubt.settle_all(service, said, now()), said, as_json)
        else:
            narrowed = letters.Narrowed(
                study=chosen, state=state, mailing=mailing, organisation=to, day=day(on) if on else None, domain=domain
            )
            _list(service, narrowed, as_json, repeated=repeated, whole=everyone)


def _list(service: Service, narrowed: Narrowed, as_json: bool, *, repeated: bool, whole: bool) -> None:
    from service.keeping import unlisted
    from service.letters.listed import listed, refuse_unknown_mailing
    from service.mailings.repeated import repeated as sent_repeatedly

    with service.store.reading() as tx:
        refuse_unknown_mailing(service, tx, narrowed)
        if repeated:
            tell_repeated(sent_repeatedly(tx, narrowed), as_json)
            return
        if as_json:
            for one in listed(tx, narrowed):
                emit(one)
            return
        before = unlisted.told(service, tx, narrowed)
        _tell(listed(tx, narrowed), whole=whole, silent=bool(before))
    for line in before:
        out.print(line, markup=False, soft_wrap=True)


def _retry(service: Service, again: Chosen, by: str, note: str, as_json: bool, *, dry_run: bool) -> None:
    from service.mailings.foreseen_sending import foresee_retry
    from service.sending.retrying import retry

    if dry_run:
        finish(tell_retry(foresee_retry(service, again, now(), by=by), as_json))
    else:
        _tell_retried(retry(service, again, now(), by=by, note=note), as_json)


def _refuse_alone(*, dry_run: bool, repeated: bool, narrower: dict[str, str | None]) -> None:
    """Refuse what says nothing without the other: a list changes nothing, and of whoever got several letters all are told."""
    if dry_run:
        remedy = "Use it with --retry; `counterfoil send MAILING --dry-run` does the same for a mailing."
        raise ConfigurationError("Nothing would be changed without --retry.", where="--dry-run", remedy=remedy)
    if repeated and (given := [name for name, value in narrower.items() if value]):
        remedy = "Leave it out; --mailing, --to, --domain and --study narrow the list."
        raise ConfigurationError("Of whom several letters left to, all letters are told.", where=given[0], remedy=remedy)


def _refuse_two(log: Path | None, *, from_sent: bool) -> None:
    if log and from_sent:
        remedy = "Run the command once with each: what the first leaves in doubt the second may prove."
        raise ConfigurationError("Only one of them at a time.", where="--from-log, --from-sent", remedy=remedy)


def _refuse_together(*, retry: bool, settles: bool, narrower: dict[str, str | bool | None]) -> None:
    """Refuse what would change other letters than a person thinks."""
    if retry and settles:
        raise ConfigurationError("Only one of them at a time.", where="--retry, --settle", remedy="Settle first, then send again.")
    if (retry or settles) and (given := [name for name, value in narrower.items() if value]):
        raise ConfigurationError("This narrows what is listed, not what is changed.", where=given[0], remedy="Leave it out.")


def _refuse_settled(state: str | None, narrower: dict[str, str | None]) -> None:
    if state not in {None, DeliveryState.UNCERTAIN}:
        remedy = f"Leave it out, or choose {DeliveryState.UNCERTAIN}."
        raise ConfigurationError("Only letters in doubt can be settled.", where="--state", remedy=remedy)
    if given := [name for name, value in narrower.items() if value]:
        raise ConfigurationError("Letters in doubt are settled for a whole study.", where=given[0], remedy="Leave it out.")


def _tell(letters: Iterator[Delivery], *, whole: bool, silent: bool) -> None:
    """Print a line a letter, that no table breaks; of very many that are not wanted as a `whole`, the first ones."""
    first = list(islice(letters, LENGTHY + 1))
    is_cut = not whole and len(first) > LENGTHY
    if first:
        out.print("[dim]letter  when (UTC)        state      what[/dim]")
    number, left = 0, None
    for number, one in enumerate(chain(first, letters), 1):
        if not is_cut or number <= FIRST:
            _tell_one(one)
        left = left or (one.id if one.state in _LEFT else None)
    if is_cut:
        out.print(f"and {number - FIRST:,} more: use --all to list them", markup=False)
    if left:
        out.print(f"\nOne of them, with a proof of its dispatch: counterfoil letter {left} --proof --out FILE.pdf", markup=False)
    elif first:
        out.print(f"\nOne of them: counterfoil letter {first[0].id}", markup=False)
    elif not silent:
        err.print("There is no such letter.", markup=False)


def _tell_one(one: Delivery) -> None:
    whom = f"{one.address} ({one.organisation})" if one.organisation else one.address
    first = f"{one.id:>6}  {one.when:%Y-%m-%d %H:%M}  {one.state:<9}  "
    settled = f" (settled {one.left.settled_at:%Y-%m-%d %H:%M} by {one.left.settled_by})" if one.left else ""
    say(f"{one.mailing or one.kind} to {whom}{f': {one.why}' if one.why else ''}{settled}", first, " " * len(first))


def _tell_settled(settled: Settled, said: Settling, as_json: bool) -> None:
    from service.sending.in_doubt import told, unnamed

    if as_json:
        emit({**plain(settled), "log": str(said.log) if said.log else None, "sent": said.sent})
    else:
        out.print(told(settled), markup=False)
        if missing := unnamed(settled):
            out.print(missing, markup=False)
        for entry in settled.entries:
            tell_entry(entry)
    finish(FINDINGS if settled.in_doubt else 0)


def _tell_retried(done: Retried, as_json: bool) -> None:
    if as_json:
        emit(done)
    else:
        outcomes = ", ".join(f"{number} {outcome}" for outcome, number in done.sent.items() if number) or "none sent"
        retried = counted(done.retried, "letter is", "letters are") + " sent again"
        if done.retried or not done.left:
            out.print(f"{retried}: {outcomes}." if done.retried else "No such letter was rejected or failed.", markup=False)
        tell_left(done.left)
        for line in done.problems:
            err.print(line, markup=False)
        for wait in done.waits:
            out.print(str(wait), markup=False)
    finish(FINDINGS if done.problems else 0)
