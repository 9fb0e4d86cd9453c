"""study new, apply, pause, resume, extend."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.authoring.adopting import told_checks, told_translation
from cli.commands import CommandLine
from cli.session import FINDINGS, HERE, By, Home, Json, Note, StudyId, day, emit, err, finish, now, out, say, session, tell_entry, who
from domain.errors import ConfigurationError
from domain.sentences import counted

if TYPE_CHECKING:
    from service.authoring.new_study import Made

study_app = CommandLine(help="Make a study, apply, pause or resume it, or move its deadline.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(study_app, name="study")


@study_app.command()
def new(
    name: Annotated[str, typer.Argument(metavar="ID", help="Its name, which its folder has too, such as water-2027.")],
    *,
    title: Annotated[str, typer.Option("--title", help="The title, which stands in letters and workbooks.")],
    prefix: Annotated[str, typer.Option("--prefix", help="What every printed reference begins with, such as WAT27.")],
    languages: Annotated[str, typer.Option("--languages", help="With commas between, the first for whoever reads none of them.")] = "en",
    first: Annotated[
        date | None,
        typer.Option("--first-day", parser=day, metavar="DATE", help="When the circular goes out.", show_default="a Monday soon"),
    ] = None,
    zone: Annotated[str, typer.Option("--zone", help="The time zone of its days, such as Europe/Vienna.")] = "UTC",
    sender: Annotated[
        str | None,
        typer.Option("--from", help='In whose name letters go out: "Name <address>".', show_default="the title, your mail account"),
    ] = None,
    contact: Annotated[
        str | None, typer.Option("--contact", help='Who answers questions: "Name <address>".', show_default="the same")
    ] = None,
    returns_to: Annotated[
        str | None, typer.Option("--returns-to", help="The address that takes the answers.", show_default="the account of your mailbox")
    ] = None,
    workbook: Annotated[
        list[Path] | None,
        typer.Option(
            "--workbook", help="An Excel questionnaire that you have, which the study sends as it is; again for FILE.fr.xlsx, its French."
        ),
    ] = None,
    home: Home = HERE,
    as_json: Json = False,
) -> None:
    """Make a study of your own: letters, a questionnaire and a timetable, which you then edit."""
    from email.utils import parseaddr

    from service.authoring.new_study import NewStudy, first_day, new_study

    today = now().date()
    with session(home) as service:
        account = service.installation.account
        from_ = parseaddr(sender or "")
        office = (from_[0] or title, from_[1] or account)
        _refuse_without_address(returns_to or account, office[1])
        person = parseaddr(contact or "")
        said = NewStudy(
            id=name,
            title=title,
            prefix=prefix,
            languages=[one.strip() for one in languages.split(",") if one.strip()],
            first_day=first or first_day(today),
            zone=zone,
            sender=office,
            contact=(person[0] or office[0], person[1] or office[1]),
            returns_to=returns_to or account,
            workbooks=workbook or (),
        )
        made = new_study(service, said, today)
    if as_json:
        emit(made)
        return
    _tell_new(made)


def _refuse_without_address(returns_to: str, sender: str) -> None:
    """Raise ConfigurationError where neither the settings nor the options say an address: some mailboxes have a user who is none."""
    needed = (
        ("--returns-to study@agency.example", "where answers come back to", returns_to),
        ('--from "Our office <office@agency.example>"', "who writes", sender),
    )
    missing = [(how, unknown) for how, unknown, address in needed if "@" not in address]
    if missing:
        unknown = ", or ".join(one for _, one in missing)
        what = f"The mail account in counterfoil.toml is no address, so that nobody knows {unknown}."
        raise ConfigurationError(what, where="study new", remedy=f"Add {' and '.join(how for how, _ in missing)}.")


def _tell_new(made: Made) -> None:
    out.print(f"Created {made.folder} with {counted(len(made.files), 'file')}. It is planned so; study.toml has all of it:", markup=False)
    for name, at in made.days.items():
        out.print(f"  {at:%Y-%m-%d}  {name}", markup=False)
    if made.questions:
        found = counted(made.questions, "question")
        where = f"questionnaire.xlsx, and {made.marked}, where each guess is coloured" if made.marked else "questionnaire.xlsx"
        out.print(f"{found} found in your workbook; {made.needs} need you: see {where}.", markup=False)
    for line in told_checks(made.checks, made.unsaid):
        out.print(line, markup=False)
    for one in made.translations:
        out.print(told_translation(one.file, one.language, one.questions, made.questions, one.differences), markup=False)
    out.print("What to do next:")
    for step in (
        f"(edit the letters and questionnaire.xlsx in {made.folder}, then) counterfoil check --study {made.study}",
        f"counterfoil send circular --study {made.study} --test-to YOUR-ADDRESS",
        f"counterfoil contacts load YOUR-LIST.xlsx --list {made.study}",
        f"counterfoil study apply --study {made.study}",
    ):
        out.print(f"  {step}", markup=False)


@study_app.command()
def apply(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
    home: Home = HERE,
    by: By = None,
    note: Note = "",
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Run the study from the files now in its folder. You see what changes."""
    from service.authoring import drafts
    from service.authoring.applying import overdue_in_folder
    from service.authoring.folder_difference import difference
    from service.authoring.letters_seen import unmade
    from service.cases.entries import of_study

    with session(home) as service:
        chosen = drafts.choose(service, study)
        lines = difference(service, chosen)
        if dry_run and not as_json:
            # What would change is seen also where it would be refused.
            for line in lines:
                out.print(line, markup=False)
        moment, confirmed = now(), by is not None
        past = overdue_in_folder(service, chosen, moment)
        if dry_run:
            drafts.ready_to_apply(service, chosen, confirmed=confirmed)
        version = None if dry_run else drafts.apply(service, chosen, moment, by=who(by), note=note, confirmed=confirmed)
        with service.store.reading() as tx:
            applied = next((one.number for one in of_study(tx, chosen) if one.applies and one.at == moment), None)
        faults = unmade(service, chosen, moment)
    if as_json:
        emit({"study": chosen, "version": version, "difference": lines, "entry": applied, "faults": faults, "overdue": past})
        finish(FINDINGS if faults else 0)
        return
    for line in lines if not dry_run else ():
        out.print(line, markup=False)
    runs = f"{chosen} now runs as version {version}." if applied else f"Nothing has changed: {chosen} runs as version {version}."
    out.print("Nothing was applied (--dry-run)." if dry_run else runs, markup=False)
    if applied:
        out.print(f"Entry {applied} of the journal")
    for one in (*past, *(f"a letter cannot be made, and nobody would get it. {fault}" for fault in faults)):
        err.print(f"Warning: {one}", markup=False)
    finish(FINDINGS if faults else 0)


@study_app.command()
def pause(home: Home = HERE, by: By = None, note: Note = "", study: StudyId = None) -> None:
    """Stop sending anything. Answers are still collected."""
    _pause(home, study, who(by), note, paused=True)


@study_app.command()
def resume(home: Home = HERE, by: By = None, note: Note = "", study: StudyId = None) -> None:
    """Start sending again."""
    _pause(home, study, who(by), note, paused=False)


def _pause(home: Home, study: StudyId, by: str, note: str, *, paused: bool) -> None:
    from service.authoring import drafts
    from service.studies import running

    with session(home) as service:
        chosen = drafts.choose(service, study)
        entry = running.pause(service, chosen, paused, now(), by=by, note=note)
    said = "is paused: nothing is sent, but answers are still collected" if paused else "is running"
    already = "" if entry else f" It {'was already paused' if paused else 'was not paused'}, so nothing was changed."
    out.print(f"{chosen} {said}.{already}", markup=False)
    _tell_entry(entry)


def _tell_entry(entry: int) -> None:
    if entry:
        tell_entry(entry)


@study_app.command()
def extend(
    deadline: Annotated[date, typer.Argument(parser=day, metavar="DATE", help="The new deadline, such as 2012-05-31.")],
    organisation: Annotated[
        str | None, typer.Option("--for", metavar="ORG", help="Give this organisation alone the time: it is not reminded before.")
    ] = None,
    silent: Annotated[bool, typer.Option("--no-letter", help="With --for: do not tell the organisation by a letter.")] = False,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    study: StudyId = None,
) -> None:
    """Move the deadline, or give one organisation more time. Letters and digests use the new deadline from now on."""
    from cli.deciding.outcomes import tell_decided
    from service.authoring import drafts
    from service.deciding.organisation_marks import Marking, mark
    from service.letters.extended import overtaken
    from service.studies import running

    with session(home) as service:
        chosen = drafts.choose(service, study)
        with service.store.reading() as tx:
            found = running.require_running(service, tx, chosen)
        if organisation:
            said = Marking(organisation=organisation, what="waiting", until=deadline, by=who(by), note=note, tells=not silent)
            tell_decided(mark(service, found, said, now()), as_json=False)
            return
        before = found.study.deadline
        entry = running.extend(service, chosen, deadline, now(), by=who(by), note=note)
        with service.store.reading() as tx:
            caught_up = overtaken(tx, chosen, before, deadline)
    if not entry:
        out.print(f"The deadline of {chosen} is already {deadline}. Nothing was changed.")
        return
    out.print(_moved(chosen, before, deadline))
    out.print("No letter is sent to tell anybody; those that leave from now on say the new day.")
    for code, until in caught_up:
        say(f"{code} had been given time until {until}, and has until {deadline} now, as everybody.")
    _tell_entry(entry)


def _moved(study: str, before: date, deadline: date) -> str:
    """Say how the deadline moves; plainly, where it moves to an earlier day."""
    if deadline < before:
        return f"The deadline of {study} has been moved to an earlier day, from {before} to {deadline}."
    return f"The deadline of {study} has been moved from {before} to {deadline}."
