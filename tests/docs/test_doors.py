"""The page about doors says what the console does, and no door does what no verb of the service does."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path

from docs.doors import PAGE, page
from docs.reached import by_mail, commands, verbs
from web import console
from web.console.plan import DOORS


def test_the_page_about_doors_is_what_the_console_has() -> None:
    """Whoever adds a door writes it anew: python -m docs.doors."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_behind_every_door_that_changes_something_stands_a_verb_of_the_service() -> None:
    """By its name; the language of the pages alone is nobody's business but the browser's."""
    assert {door.path for door in DOORS if door.method == "POST" and not door.verb} == {"/language"}
    for door in DOORS:
        if door.verb:
            module, _, name = door.verb.rpartition(".")
            assert callable(getattr(importlib.import_module(f"service.{module}"), name)), door.path


# What a browser alone does: several at once, which the command line says one by one; test letters and answers by the service that runs;
# one mailing looked through as far as somebody waits for it, where the command looks through the whole study.
IN_A_BROWSER = {
    "deciding.several_decisions.mark_all",
    "mailings.trial_asked.ask_trial",
    "mailings.reminding.ask_reminding",
    "mailings.sending_asked.ask_sending",
    "exports.downloads.download",
    "mailings.preflight.preflight",
}


def test_what_is_done_at_the_console_is_done_by_a_command_too() -> None:
    """All but the listed acts; each has another verb behind a command: `mark`, `send --test-to`, `send --to`, `export`, `check`."""
    there = commands()
    acts = {door.verb for door in DOORS if door.method == "POST" and door.role is not None}
    assert {verb for verb in acts if verb not in there} == IN_A_BROWSER
    assert there["deciding.held.decide"] == ("held decide",)
    assert there["studies.running.pause"] == ("study pause", "study resume")
    assert there["deciding.notes.note"] == ("note",)
    assert there["approving.cancelling.cancel"] == ("cancel",)


def test_answers_by_mail_reach_the_verbs_of_decisions_and_none_that_sends_or_administers() -> None:
    """Staff decide, mark, undo and file workbooks by mail; nothing is sent, loaded, cancelled or approved by it, and nobody let in."""
    acts = {door.verb for door in DOORS if door.method == "POST"}
    assert by_mail() & acts == {
        "deciding.held.decide",
        "deciding.organisation_marks.mark",
        "deciding.undo.undo",
        "collecting.by_hand.file_by_hand",
    }


def test_what_a_command_only_is_told_is_no_verb_of_it() -> None:
    """An option that is called as another command of its file is none of its doors."""
    assert "deciding.notes.note" not in verbs("cli.deciding.decisions", "mark")
    assert "deciding.organisation_marks.mark" in verbs("cli.deciding.decisions", "mark")


def test_no_page_changes_anything_but_by_the_verbs() -> None:
    """The console opens no transaction that writes and knows nothing of the store; what changes something has its verb from the service."""
    for file in Path(console.__file__).parent.glob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        assert "transaction" not in {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}, file.name
        assert not {module.partition(".")[0] for module, _ in _imported(tree)} & {"store", "sqlalchemy", "mailer"}, file.name
    for door in DOORS:
        if door.method == "POST" and door.verb:
            module, _, name = door.verb.rpartition(".")
            source = importlib.import_module(door.opens.__module__).__file__
            room, _, called = module.rpartition(".")
            known = _imported(ast.parse(Path(str(source)).read_text(encoding="utf-8")))
            assert known & {(f"service.{module}", name), (f"service.{room}", called)}, door.path


def _imported(tree: ast.AST) -> set[tuple[str, str]]:
    """Return what a module imports: from which module, and the name."""
    return {(node.module or "", one.name) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for one in node.names} | {
        (one.name, "") for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names
    }
