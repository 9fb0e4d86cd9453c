"""The page about doors says what the console does, and no door does what no verb of the service does."""

from __future__ import annotations

import importlib

from docs.doors import PAGE, page
from web.console.plan import DOORS


def test_the_page_about_doors_is_what_the_console_has() -> None:
    """Whoever adds a door writes it anew: python -m docs.doors."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_behind_every_door_that_changes_something_stands_a_verb_of_the_service() -> None:
    """By its name; the language of the pages alone is nobody's business but the browser's."""
    assert {door.path for door in DOORS if door.method == "POST" and not door.verb} == {"/language"}
    for door in DOORS:
        if door.verb:
            module, _, name = door.verb.partition(".")
            assert callable(getattr(importlib.import_module(f"service.{module}"), name)), door.path
