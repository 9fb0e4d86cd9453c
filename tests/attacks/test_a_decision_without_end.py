"""A stranger wants the service to end: they write as a coordinator, whose answers it reads outside of the cage, a hundred thousand lines.

They know a coordinator's address, and that a line below a decision may take it back; the mail server calls them forged, and they have no
secret. Twenty such messages took two minutes of the processor together, which is more than the service gives what may hang.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.attacks.deciding import notices, say, told_at_once
from tests.attacks.scene import COORDINATOR, EVIL, Scene, person

ENDLESS = "accept\n" + "a\n" * 60_000 + "\n-- \nThomas\n"


def test_the_service_goes_on_and_the_mail_behind_them_is_read(scene: Scene) -> None:
    """Whoever is called forged is not read as a coordinator, and each message has a time of its own."""
    for number in range(6):
        raw = scene.compose(COORDINATOR, text=ENDLESS, subject=f"Re: case {number}")
        scene.post(raw, "someone@evil.example", EVIL)
    scene.post(scene.compose(person(6), ("answers.xlsx", scene.workbook(6, employees=606))), person(6), "mail.member6.example")
    program = "import sys; from service.process import overtime; overtime.LIMIT = 9; "
    program += f"sys.argv = ['counterfoil', 'collect', '--home', {str(scene.home)!r}]"
    command = [sys.executable, "-c", f"{program}; from cli.main import run; run()"]
    ran = subprocess.run(command, cwd=Path(__file__).parents[2], check=False, capture_output=True, text=True)
    # A child that takes too long on a slow machine ends, and its message is held: the service goes on.
    assert ran.returncode >= 0, ran.stderr
    assert scene.answers() == {6: 606}


def test_what_a_coordinator_says_at_such_length_decides_nothing_and_they_are_told(scene: Scene) -> None:
    """A digest's worth of lines below the decision is one that nobody wrote; what is as long as a letter decides."""
    told_at_once(scene)
    scene.write("former@freemail.example", text="We will not take part in this study.", to=scene.letter(3).reply_to)
    (notice,) = notices(scene)
    assert say(scene, notice, ENDLESS.replace("accept", "declined", 1))
    assert scene.standing(3) != "declined"
    say(scene, notice, "declined\n" + "They told us so by telephone as well.\n" * 60)
    assert scene.standing(3) == "declined"
