"""preview, send, run, collect: mail goes out and comes in."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.session import FINDINGS, HERE, By, Home, Json, Note, StudyId, emit, err, finish, log_to_stderr, now, out, session, table, who
from cli.watching import HealthHost, HealthPort, health_table
from domain.errors import ConfigurationError
from domain.process.roles import ServiceRole
from domain.sentences import counted

if TYPE_CHECKING:
    from service.sending.tick_report import TickReport

Mailing = Annotated[str, typer.Argument(help="The name of the mailing in study.toml.", show_default="which there are")]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for command in (preview, send, run, collect):
        app.command()(command)


def preview(
    mailing: Mailing,
    to: Annotated[str, typer.Option("--to", help="The organisation's printed reference or its code.")],
    folder: Annotated[Path, typer.Option("--out", help="The folder to write the files to.")] = Path("preview"),
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Write one organisation's letter to files. You get text, HTML, message, PDF and workbook files."""
    from service.authoring import drafts
    from service.mailings import rehearse
    from service.studies.find import find_mailing

    with session(home) as service:
        found = drafts.prospective(service, drafts.choose(service, study))
        case = rehearse.find_case(service, found, to, now())
        files = rehearse.preview(service, found, find_mailing(found, mailing), case, now(), folder)
    for path in files:
        if as_json:
            emit({"file": str(path), "bytes": path.stat().st_size})
        else:
            out.print(str(path), markup=False)


def send(
    mailing: Mailing = "",
    *,
    live: Annotated[bool, typer.Option("--live", help="Send it for real. Without this, it is a rehearsal into a Maildir.")] = False,
    test_to: Annotated[str | None, typer.Option("--test-to", help="Send test letters to your own address: one in each language.")] = None,
    to: Annotated[
        list[str] | None, typer.Option("--to", "--org", help="Only to this organisation: its code, reference or name. Repeatable.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="With --to: a new letter, even if it was sent before.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what --live would send now, and what would wait.")] = False,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Send a mailing, or rehearse it. You can also send test letters to yourself."""
    from cli.mailing.addressed import tell_rehearsal, tell_rehearsed, tell_sent, tell_trials
    from cli.mailing.leaving import tell_send
    from service.approving.unapplied import changes_not_applied
    from service.authoring import drafts
    from service.mailings import rehearse
    from service.mailings.addressed import rehearse_addressed, send_addressed
    from service.mailings.foreseen_sending import foresee_send
    from service.mailings.send_now import send_now
    from service.mailings.shares import MailingTo
    from service.studies.find import find_mailing

    if live and test_to:
        raise ConfigurationError("You gave both --live and --test-to.", where="send", remedy="Use only one of them.")
    if dry_run and test_to:
        raise ConfigurationError("You gave both --dry-run and --test-to.", where="send", remedy="Use only one of them.")
    if again and not to:
        raise ConfigurationError("--again does not say to whom.", where="send", remedy="Add --to ORGANISATION, once for each.")
    asked = MailingTo(mailing=mailing, to=tuple(to or ()), by=who(by), again=again, note=note)
    with session(home) as service:
        chosen = drafts.choose(service, study)
        if unapplied := changes_not_applied(service, chosen):
            err.print(unapplied, markup=False)
        if dry_run:
            finish(tell_send(foresee_send(service, chosen, asked, now()), as_json))
            return
        if live and to:
            finish(tell_sent(*send_addressed(service, chosen, asked, now()), as_json))
            return
        if live:
            _tell_sent(send_now(service, chosen, mailing, now(), by=who(by), note=note), as_json)
            return
        found = drafts.prospective(service, chosen)
        one = find_mailing(found, mailing)
        if test_to:
            from service.mailings.trial_asked import AskingTrial, send_trial

            trial = AskingTrial(mailing=one.name, address=test_to, by=who(by))
            finish(tell_trials(send_trial(service, found, trial, now(), to or ()), found.study.languages if not to else (), as_json))
            return
        folder = home / "rehearsals" / f"{chosen}-{mailing}"
        if to:
            finish(tell_rehearsed(rehearse_addressed(service, found, asked, now(), folder), folder, as_json))
            return
        tell_rehearsal(rehearse.rehearse(service, found, one, now(), folder), folder, as_json)


def run(
    live: Annotated[bool, typer.Option("--live", help="Send for real. Without this, the service shows what is due, then ends.")] = False,
    every: Annotated[int, typer.Option("--every", min=1, help="Seconds between checks of the clock and the mailbox.")] = 60,
    roles: Annotated[
        str, typer.Option("--roles", help="What this process does. Several processes may share the work on PostgreSQL.")
    ] = "send,collect,read,tick",
    health: HealthPort = None,
    health_host: HealthHost = "127.0.0.1",
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Run the service. It sends what is due and collects the mailbox. Stop it with Ctrl-C or SIGTERM; it ends within 30 seconds."""
    from service.installation.pinging import DeadMan
    from service.operation.clock import run_until_stopped
    from service.operation.health import Health
    from service.operation.pulse import Pulse, felt
    from service.studies.running import require_any
    from web.health import health_served
    from web.serving import listening

    does = _roles(roles)
    with session(home, waits=False, does=",".join(one for one in ServiceRole if one in does)) as service:
        if not live:
            _say(as_json, {"live": False}, "Nothing runs without --live. `counterfoil status` shows what is due next.")
            return
        require_any(service)
        if not err.is_terminal:
            # What is kept by the system's journal is the log, which names nobody; progress is for eyes only.
            service.tell = lambda _: None
        log_to_stderr(logging.INFO)
        called = service.installation.monitoring
        pulse = Pulse(timedelta(seconds=every), DeadMan(called).ping if called else lambda: None)

        def ticked(report: TickReport) -> None:
            pulse.end(well=not report.problems)
            # Whoever reads along may have ended, and a file be full (Rich ends a command then): the log has it all the same.
            with suppress(OSError, SystemExit):
                tell_tick(report, as_json)

        watched = health_served(Health(service, now, pulse), health_table(health, health_host), now)
        with watched, listening(service, service.installation.web, now), felt(pulse):
            run_until_stopped(service, every, ticked, does)


def _roles(text: str) -> frozenset[ServiceRole]:
    """Return the roles that somebody names, with commas between. ConfigurationError where one is none."""
    names = [one.strip() for one in text.split(",") if one.strip()]
    known = [one.value for one in ServiceRole]
    if not names or (unknown := [one for one in names if one not in known]):
        said = f"{unknown[0]!r} is no role." if names else "There is no role."
        remedy = f"Write some of {', '.join(known)}, with commas between; leave the option out for all."
        raise ConfigurationError(said, where="--roles", remedy=remedy)
    return frozenset(ServiceRole(one) for one in names)


def collect(
    *,
    pause: Annotated[bool, typer.Option("--pause", help="Collect nothing more, of any study, until it is resumed.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Let the service collect again.")] = False,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Collect the mailbox once. Each message is archived, understood and filed, and receipts are put into the outbox."""
    from service.collecting.collect import collect as take_in

    if pause and resume:
        raise ConfigurationError("It cannot be both.", where="collect", remedy="Give one of --pause and --resume.")
    if pause or resume:
        _brake(home, who(by), note, as_json, paused=pause)
        return
    with session(home) as service:
        result = take_in(service, now())
    if result.paused:
        raise ConfigurationError(result.paused, where="collect", remedy="`counterfoil collect --resume` lets it go on.")
    _say(
        as_json,
        {"new": result.new, "kinds": result.understood, "problems": result.problems, "notes": result.notes},
        f"{counted(result.new, 'new message')}.",
    )
    if not as_json:
        table("", ["kind", "messages"], sorted(result.understood.items()))
        for problem in (*result.notes, *result.problems):
            err.print(problem, markup=False)
    finish(FINDINGS if result.problems else 0)


def _brake(home: Home, by: str, note: str, as_json: bool, *, paused: bool) -> None:
    from service.cases.paused_collecting import pause_collecting

    with session(home) as service:
        entry = pause_collecting(service, paused, now(), by=by, note=note)
    said = "Collecting is paused: mail stays where it lies, and nobody is reminded." if paused else "The service that runs collects again."
    already = "" if entry else " It was so already, and nothing was changed."
    _say(as_json, {"paused": paused, "entry": entry or None}, f"{said}{already}{f' Entry {entry} of the journal.' if entry else ''}")


def _say(as_json: bool, value: object, sentence: str) -> None:
    if as_json:
        emit(value)
    else:
        out.print(sentence, markup=False)


def _tell_sent(report: TickReport, as_json: bool) -> None:
    tell_tick(report, as_json, told_waits=True)
    finish(FINDINGS if report.problems or report.held else 0)


def tell_tick(report: TickReport, as_json: bool, *, told_waits: bool = False) -> None:
    """Tell what was done, and what needs a person; and, where that is wanted, why letters wait."""
    if as_json:
        emit(report)
        return
    if report.idle and not told_waits:
        return
    _tell_done(report)
    for line in (*report.held, *report.problems, *report.notes):
        err.print(line, markup=False)
    for wait in report.waits if told_waits else ():
        out.print(str(wait), markup=False)


def _tell_done(report: TickReport) -> None:
    """Tell what was done, where anything was."""
    parts = [f"{number} {kind}" for kind, number in report.understood.items()]
    parts += [f"{name}: {counted(number, 'letter')} planned" for name, number in report.planned.items()]
    parts += [f"{number} {outcome}" for outcome, number in report.sent.items() if number]
    parts += [counted(report.digests, "digest")] if report.digests else []
    if parts:
        out.print("; ".join(parts), markup=False)
