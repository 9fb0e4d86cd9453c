"""Coordinators who decide by mail, in the study at work: their notices, and what they answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

from demo.respondents import Received
from service.authoring.drafts import apply
from service.installation.install import SAMPLE
from store import holds
from tests.attacks.books import guessed
from tests.attacks.scene import COORDINATOR, Left, Scene

STRANGER = "reader@evil.example"
_TABLE = 'name = "Thomas Aubert"\naddress = "thomas.aubert@itu.example"\nlanguage = "en"\n'


def told_at_once(scene: Scene, more: str = "") -> None:
    """Let one coordinator want each case in a mail of its own; `more` are other lines of their table."""
    file = scene.home / "studies" / SAMPLE / "study.toml"
    text = file.read_text(encoding="utf-8")
    assert _TABLE in text
    file.write_text(text.replace(_TABLE, f'{_TABLE}cases = "at_once"\n{more}'), encoding="utf-8")
    apply(scene.service, SAMPLE, scene.now, by="staff")
    scene.left()


@dataclass(frozen=True)
class Notice:
    """A letter about a case to a coordinator."""

    letter: Received

    @property
    def answers_to(self) -> str:
        """Return the address that decides the case."""
        return self.letter.reply_to

    @property
    def links(self) -> list[str]:
        """Return the links that prepare a message."""
        return re.findall(r'href="(mailto:[^"]+)"', self.letter.html)


def letters_about_cases(scene: Scene, to: str = COORDINATOR) -> list[Left]:
    """Return the letters about cases that left since this was asked last; the other letters are passed over."""
    return [one for one in scene.left() if one.to == to and re.search(r"\b[Cc]ase \d", one.letter.subject)]


def notices(scene: Scene, to: str = COORDINATOR) -> list[Notice]:
    """Return the letters about cases that left since this was asked last."""
    return [Notice(one.letter) for one in letters_about_cases(scene, to)]


def claim(scene: Scene, number: int = 6) -> Notice:
    """Let somebody send a workbook in the name of an organisation, and return the notice of its case."""
    scene.write(STRANGER, (f"{guessed(number)}.xlsx", scene.tokenless(number, employees=1)))
    (notice,) = notices(scene)
    return notice


def say(scene: Scene, notice: Notice, text: str, sender: str = COORDINATOR, **more: str) -> list[Notice]:
    """Answer a notice, and return what is said about that."""
    threads = {"In-Reply-To": notice.letter.message_id, "subject": f"Re: {notice.letter.subject}"}
    scene.write(sender, **{"text": text, "to": notice.answers_to, **threads, **more})
    return notices(scene)


def decision(scene: Scene, case: int = 1) -> str | None:
    """Return what was decided about a case."""
    with scene.service.store.reading() as tx:
        (held,) = holds.with_ids(tx, [case])
    return held.decision
