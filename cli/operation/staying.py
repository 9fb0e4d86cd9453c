"""After the demo: the service runs on, and console and mailboxes are open to a browser on this machine, until Ctrl-C."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cli.mailing.mail import tell_tick
from cli.session import emit, now, out, session

if TYPE_CHECKING:
    from demo.post import Post

_EVERY = 2  # Seconds between two looks at the mailbox: somebody sits there and waits for what comes of an answer.
_GUIDE = """
The demo stays up, with real mail on its own servers:

staff         {first}
              (choose a name and a password; after that: {console})
respondents   {mailboxes}
              (read what came, and answer with a workbook)
coordinators  {mailboxes}
              (their digests come there too; cases are decided in the console)

In another terminal:
  export COUNTERFOIL_HOME={home}
  {bin}/counterfoil send questionnaire --live
  {bin}/counterfoil status --all

Whoever uses this machine can open these mailboxes, and answer in anybody's name: nothing real belongs here.
Ctrl-C ends it. The folder stays."""


def stay(post: Post, *, as_json: bool) -> None:
    """Serve what the demo made, tell where, and return when somebody stops the program."""
    from service.console.users import first_link
    from service.installation.public import ConsoleTable
    from service.operation.clock import run_until_stopped
    from web.console.app import console
    from web.console.warm import warm
    from web.mailboxes import mailboxes
    from web.serving import served

    # Two of them, as `run` and `serve` are two programs: neither waits for what the other does.
    with session(post.home, waits=False) as service, session(post.home, waits=False) as desk:
        warm(desk, now())
        staff, people = ConsoleTable(port=_free(8059)), ConsoleTable(port=_free(8060))
        with (
            served(console(desk, staff, now), staff, "console"),
            served(mailboxes(post, people, staff.address), people, "mailboxes"),
        ):
            secret = first_link(desk, now())
            first = staff.welcome(secret) if secret else staff.address
            if as_json:
                emit({"installation": str(post.home), "address": staff.address, "first_user": first, "mailboxes": people.address})
            else:
                places = {"home": post.home, "console": staff.address, "first": first, "mailboxes": people.address}
                out.print(_GUIDE.format_map(places | {"bin": os.path.relpath(Path(sys.executable).parent)}), markup=False)
            run_until_stopped(service, _EVERY, lambda report: tell_tick(report, as_json))


def _free(usual: int) -> int:
    """Return the usual port, or another one where that is taken."""
    for port in (usual, 0):
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    return usual
