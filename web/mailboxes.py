"""Everybody's mailbox in a browser, for an installation to play with: letters are read and answered in the name of who got them.

It is served beside the demo alone, and to browsers on this machine: whoever asks may write as anybody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Generic, Protocol, TypeVar
from urllib.parse import quote

import jinja2
from anyio import to_thread
from starlette.applications import Starlette
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

import templates
from domain.errors import CounterfoilError
from service.installation.public import ConsoleTable
from web.bodies import PATIENCE, at_most
from web.console.guard import FRAMED, Guard
from web.console.pages import style
from web.pages import plain_name

File = tuple[str, bytes]  # Name and content.
_LARGEST = 32 * 1024 * 1024  # Bytes of a reply with its file.


class MailboxLetter(Protocol):
    """A letter as its reader's mail program shows it; `attachments` are names with contents, `html` is "" where there is none."""

    @property
    def html(self) -> str:
        """Return the letter as a page."""

    @property
    def attachments(self) -> Sequence[File]:
        """Return its files."""


L = TypeVar("L", bound=MailboxLetter)


class MailboxOwner(Protocol[L]):
    """Whose mail is shown: the demo's post."""

    def boxes(self) -> Sequence[object]:
        """Return the mailboxes: `address`, the number of `letters`, and the subject of the `newest`."""

    def letters(self, address: str) -> Sequence[L]:
        """Return the letters of an address, oldest first. CounterfoilError where there are none."""

    def asks(self, letter: L) -> bool:
        """Say whether a letter brought a questionnaire."""

    def filled(self, asked: L) -> File:
        """Return the workbook of a letter, filled in. CounterfoilError where it brought none."""

    def reply(self, asked: L, address: str, text: str, files: Sequence[File]) -> None:
        """Reply to a letter in the name of the mailbox's owner."""


def mailboxes(post: MailboxOwner[L], settings: ConsoleTable, console: str) -> ASGIApp:
    """Return the pages; `console` is the address at which staff look at the other side."""
    pages = _Mailboxes(post, console)
    places = [
        Route("/", pages.boxes),
        Route("/box/{address}", pages.box),
        Route("/box/{address}/{number:int}", pages.letter, methods=["GET"]),
        Route("/box/{address}/{number:int}", pages.reply, methods=["POST"]),
        Route("/box/{address}/{number:int}/html", pages.html),
        Route("/box/{address}/{number:int}/file/{file:int}", pages.file),
        Route(style()[0], _style),
    ]
    return Guard(Starlette(routes=places, exception_handlers={CounterfoilError: _told}), settings.hosts)


class _Mailboxes(Generic[L]):
    """Answers requests; the files of the mail are read anew each time, since letters come meanwhile."""

    def __init__(self, post: MailboxOwner[L], console: str) -> None:
        self._post, self._console = post, console

    def boxes(self, _: Request) -> Response:
        return _page("boxes", boxes=self._post.boxes(), console=self._console)

    def box(self, request: Request) -> Response:
        address = request.path_params["address"]
        letters = list(enumerate(self._post.letters(address)))
        return _page("box", address=address, letters=letters[::-1], told=request.query_params.get("told") == "sent")

    def letter(self, request: Request) -> Response:
        return self._shown(request, error=None, status=200)

    def html(self, request: Request) -> Response:
        return HTMLResponse(self._asked(request).html, headers={"content-security-policy": FRAMED})

    def file(self, request: Request) -> Response:
        files, number = self._asked(request).attachments, request.path_params["file"]
        if number >= len(files):
            raise HTTPException(404)
        name, data = files[number]
        headers = {"content-disposition": f'attachment; filename="{plain_name(name)}"'}
        return Response(data, 200, headers, "application/octet-stream")

    async def reply(self, request: Request) -> Response:
        whole = Request(request.scope, at_most(request.receive, _LARGEST))
        try:
            async with asyncio.timeout(6 * PATIENCE), whole.form(max_files=1, max_fields=4, max_part_size=_LARGEST) as form:
                given = await _given(form)
        except TimeoutError:
            raise HTTPException(408) from None
        return await to_thread.run_sync(self._reply, request, *given)

    def _reply(self, request: Request, fields: Mapping[str, str], files: Sequence[File]) -> Response:
        address, asked = request.path_params["address"], self._asked(request)
        try:
            brought = [*files, *([self._post.filled(asked)] if fields.get("filled") else [])]
            self._post.reply(asked, address, fields.get("text", ""), brought)
        except CounterfoilError as error:
            return self._shown(request, error=error, status=400)
        return RedirectResponse(f"/box/{quote(address)}?told=sent", 303)

    def _shown(self, request: Request, *, error: CounterfoilError | None, status: int) -> Response:
        letter, number = self._asked(request), request.path_params["number"]
        facts = {"address": request.path_params["address"], "number": number, "letter": letter, "asks": self._post.asks(letter)}
        return _page("letter", status, error=error, **facts)

    def _asked(self, request: Request) -> L:
        letters: Sequence[L] = self._post.letters(request.path_params["address"])
        number: int = request.path_params["number"]
        if number >= len(letters):
            raise HTTPException(404)
        return letters[number]


async def _given(form: FormData) -> tuple[Mapping[str, str], Sequence[File]]:
    """Return what a form says, and the file that came with it; a file that nobody chose has no name."""
    fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    files = [(one.filename, await one.read()) for _, one in form.multi_items() if isinstance(one, UploadFile) and one.filename]
    return fields, files


async def _told(_: Request, error: Exception) -> Response:
    return _page("fault", 404, error=error)


async def _style(_: Request) -> Response:
    return Response(style()[1], 200, media_type="text/css; charset=utf-8")


def _page(what: str, status: int = 200, **facts: object) -> Response:
    return HTMLResponse(_template().render(what=what, style=style()[0], **facts), status)


@cache
def _template() -> jinja2.Template:
    source = (templates.folder("web") / "mailboxes.html.j2").read_text(encoding="utf-8")
    plain = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return plain.from_string(source)
