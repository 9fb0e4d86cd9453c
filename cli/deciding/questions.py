"""questions: what people asked and nobody has answered yet, and how it is answered."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.commands import CommandLine
from cli.deciding.outcomes import tell_decided
from cli.in_study import refuse_other_cases
from cli.session import HERE, All, By, Home, Json, Note, StudyId, emit, err, now, out, quote, say, session, who
from domain.errors import ConfigurationError
from domain.sentences import counted

questions_app = CommandLine(help="List what people asked, and answer it.", invoke_without_command=True)


def register(app: typer.Typer) -> None:
    """Add these commands."""
    app.add_typer(questions_app, name="questions")


@questions_app.callback()
def list_(context: typer.Context, home: Home = HERE, study: StudyId = None, everyone: All = False, as_json: Json = False) -> None:
    """List the questions that wait for an answer, with their age; with --all also those that were answered."""
    if context.invoked_subcommand:
        return
    from service.deciding.answers_left import answers_left
    from service.letters.questions import questions

    with session(home) as service, service.store.reading() as tx:
        found = questions(tx, now(), study, answered=everyone)
        left = answers_left(tx, [one.id for one in found if not one.answered_at])
    for one in found:
        if as_json:
            emit(one)
            continue
        whose = f", {one.organisation} ({one.reference})" if one.organisation else ""
        closed = f"; answered by {one.by} on {one.answered_at:%Y-%m-%d}" if one.answered_at else ""
        say(f"Question {one.id}, since {one.at:%Y-%m-%d} ({counted(one.days, 'day')}){whose}, from {one.sender}{closed}")
        quote(one.words)
        for before in left.get(one.id, ()):
            say(f"An answer left on {before.at:%Y-%m-%d}, to {before.to}; whoever answers again sends a second letter:")
            quote("\n\n".join(before.paragraphs))
    waiting = [one for one in found if not one.answered_at]
    if as_json:
        return
    if waiting:
        out.print("To answer: counterfoil questions answer NUMBER --text TEXT. A reply to the letter that passed it on does the same.")
        out.print("--prepared NAME sends an answer of the study: `counterfoil questions prepared` lists them.")
    else:
        err.print("No question is waiting for an answer.")


@questions_app.command(name="prepared")
def prepared_(home: Home = HERE, study: StudyId = None, as_json: Json = False) -> None:
    """List the answers that the study has prepared ([[answers]] in study.toml), in each of their languages."""
    from service.authoring import drafts
    from service.studies import running

    with session(home) as service, service.store.reading() as tx:
        answers = running.require_running(service, tx, drafts.choose(service, study)).study.answers
    for one in answers:
        if as_json:
            emit({"name": one.name, "text": dict(one.text)})
            continue
        for language, text in one.text.items():
            say(f"{one.name} ({language})")
            quote(text)
    if not answers and not as_json:
        err.print("No answer is prepared. [[answers]] in study.toml has them.", markup=False)


@questions_app.command()
def answer(
    question: Annotated[str, typer.Argument(metavar="ID", help="The number of the question.")],
    *,
    text: Annotated[str | None, typer.Option("--text", help="What you answer, in the language of who asked.")] = None,
    file: Annotated[Path | None, typer.Option("--file", help="A file with what you answer; - reads it from stdin.")] = None,
    prepared: Annotated[str | None, typer.Option("--prepared", metavar="NAME", help="Send this answer of the study's own.")] = None,
    no_letter: Annotated[
        bool, typer.Option("--no-letter", help="You answered in another way, or no answer is needed: send nothing.")
    ] = False,
    by: By = None,
    note: Note = "",
    home: Home = HERE,
    study: StudyId = None,
    as_json: Json = False,
) -> None:
    """Answer a question in the name of the study. It goes to whoever asked, beneath their own message; `undo` stops it until it leaves."""
    from service.letters.questions import Answering
    from service.letters.questions import answer as answer_question

    if sum((text is not None, file is not None, prepared is not None, no_letter)) != 1:
        remedy = "Give one of --text, --file, --prepared and --no-letter."
        raise ConfigurationError("What do you answer?", where="questions answer", remedy=remedy)
    own = "" if no_letter or prepared is not None else _text(text, file)
    said = Answering(question=question, text=own, by=who(by), note=note, closes=no_letter, prepared=prepared or "")
    with session(home) as service:
        refuse_other_cases(service, study, [question])
        done = answer_question(service, said, now())
    tell_decided(done, as_json)


def _text(text: str | None, file: Path | None) -> str:
    from service.authoring.files import content

    found = text if file is None else sys.stdin.read() if str(file) == "-" else content(file).decode("utf-8-sig", "replace")
    if not found or not found.strip():
        raise ConfigurationError("The answer is blank.", where="questions answer", remedy="Write it, or say --no-letter.")
    return found
