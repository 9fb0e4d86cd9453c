"""The edge of the console: requests become visits, answers become responses. Here alone it is decided who may open a door."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import compile_path

from domain.desk import DeskRole, DeskUser
from domain.errors import CounterfoilError
from domain.process.events import LOG
from domain.rules.id_token import HOLDS
from languages.phrases import console_languages
from service.console.signing_in import LONGEST, signed_in
from service.console.single_sign_on import provider_of
from service.installation.public import ConsoleTable
from service.studies.running import Running, readable
from service.wiring import Service
from web.askers import asker
from web.bodies import PATIENCE, at_most
from web.console.acts import forbidden
from web.console.doors import (
    PAGE_LANGUAGE,
    SMALL,
    Answer,
    Door,
    Elsewhere,
    FileAnswer,
    NotThereError,
    PageAnswer,
    UploadedFile,
    Visit,
    looked,
    place,
)
from web.console.guard import FRAMED, WITHIN, is_from_within
from web.console.pages import LANGUAGE, draw, wanted_language
from web.console.tries import Tries
from web.pages import plain_name

_FIELDS = 1_000  # Of a form: cases that are ticked, columns of a list.
# The same for what is not there and what is not theirs, with no address in it: whoever changes its language is led to the first page.
_NOTHING = PageAnswer("nothing", {"here": "/"}, 404)
_FAULT = 500
T = TypeVar("T")


class Edge:
    """Answers what is asked at the doors of the console; the store is asked in threads, so that no page waits for another."""

    def __init__(self, service: Service, settings: ConsoleTable, now: Callable[[], datetime], doors: Iterable[Door] = ()) -> None:
        self._service, self._now = service, now
        self._pages = tuple(compile_path(one.path)[0] for one in doors if one.method == "GET" and not (one.by_itself or one.far))
        self._secure, self._cookie = settings.secure, "__Host-counterfoil" if settings.secure else "counterfoil"
        self._welcome_address = settings.welcome
        self._away, self._provider = f"{self._cookie}-away", provider_of(service, settings)
        # Whoever waits for a server that is not ours, or for what takes seconds, keeps nobody from a page.
        self._at_once, self._far, self._long, self._tries = CapacityLimiter(8), CapacityLimiter(4), CapacityLimiter(1), Tries()

    def endpoint(self, door: Door) -> Callable[[Request], object]:
        """Return what answers requests at a door."""
        return partial(self._answer, door)

    async def nowhere(self, request: Request, _: Exception) -> Response:
        """Answer what is asked at no door, which is the same for everybody: so its language is changed where it was asked for."""
        return self._drawn(self._visit(request), PageAnswer("nothing", {}, 404))

    async def _answer(self, door: Door, request: Request) -> Response:
        visit = self._visit(request)
        try:
            visit = await self._in_thread(partial(self._welcome, visit, door))
            if refused := _refused(door, visit, request):
                return self._responded(visit, refused)
            if door.method == "POST":
                visit = await _with_form(visit, request, door.most)
            limiter = self._far if door.far else self._long if door.long else self._at_once
            answer = await self._in_thread(partial(self._opened, door, visit, request), limiter)
            if door.method == "POST" and isinstance(answer, PageAnswer):
                visit = await self._in_thread(partial(self._since, visit))
            return self._responded(visit, looked(visit, answer) if door.looks and isinstance(answer, PageAnswer) else answer)
        except NotThereError:
            return self._drawn(visit, _NOTHING)
        except CounterfoilError as error:
            refused = PageAnswer("refused", {"error": error}, 400)
            return self._drawn(visit, looked(visit, refused) if door.looks else refused)
        except HTTPException:
            raise
        except Exception as error:  # noqa: BLE001 - Whoever asked gets a page, and whoever runs the program reads where it failed.
            LOG.error("event=web.failed error=%s at=%s", type(error).__name__, place_of(error))
            return self._drawn(visit, PageAnswer("failed", {}, _FAULT))

    def _opened(self, door: Door, visit: Visit, request: Request) -> Answer:
        """Open a door to who may by now, and show what is there to who still may: forms come slowly, and files are long in the making."""
        if door.role is None:
            return door.opens(visit)
        if door.method == "POST" or door.long or door.far:
            visit = self._welcome(visit, door)
            if refused := _refused(door, visit, request):
                return refused
        answer = door.opens(visit)
        shows = door.method == "GET" or isinstance(answer, FileAnswer)
        return (_refused(door, replace(visit, user=self._user(visit, door)), request) if shows else None) or answer

    async def _in_thread(self, work: Callable[[], T], limiter: CapacityLimiter | None = None) -> T:
        return await to_thread.run_sync(work, limiter=limiter or self._at_once)

    def _visit(self, request: Request) -> Visit:
        return Visit(
            service=self._service,
            now=self._now(),
            tries=self._tries,
            language=wanted_language(request.cookies.get(LANGUAGE, ""), request.headers.get("accept-language", "")),
            secret=request.cookies.get(self._cookie, ""),
            away=request.cookies.get(self._away, ""),
            provider=self._provider,
            welcome=self._welcome_address,
            asked_by=asker(request),
            asked=(asked := quote(request.url.path)),
            here=f"{asked}?{request.url.query}".rstrip("?") if request.method == "GET" else self._above(asked),
            path={name: _text(str(value)) for name, value in request.path_params.items()},
            given={name: _text(value) for name, value in request.query_params.items()},
            several={name: tuple(map(_text, request.query_params.getlist(name))) for name in request.query_params},
        )

    def _above(self, asked: str) -> str:
        """Return the nearest page at or above the address of a form."""
        while asked != "/" and not any(one.match(asked) for one in self._pages):
            asked = asked.rpartition("/")[0] or "/"
        return asked

    def _welcome(self, visit: Visit, door: Door) -> Visit:
        """Return a visit with who makes it, and the study that its address names, as far as they may know of it."""
        user = self._user(visit, door)
        return replace(visit, user=user, running=self._study(user, visit.path.get("study")))

    def _user(self, visit: Visit, door: Door) -> DeskUser | None:
        return signed_in(self._service, visit.secret, visit.now, by_itself=door.by_itself) if visit.secret else None

    def _since(self, visit: Visit) -> Visit:
        """Return a visit with the study as it is after an act, so that the frame of a page says nothing else than the page."""
        return replace(visit, running=self._study(visit.user, visit.path.get("study")) or visit.running)

    def _study(self, user: DeskUser | None, study: str | None) -> Running | None:
        if user is None or study is None or not user.may(DeskRole.LOOK, study):
            return None
        with self._service.store.reading() as tx:
            return readable(self._service, tx, study)

    def _responded(self, visit: Visit, answer: Answer) -> Response:
        match answer:
            case PageAnswer():
                return self._drawn(visit, answer)
            case Elsewhere():
                return self._moved(answer)
            case FileAnswer():
                return _file(answer)

    def _drawn(self, visit: Visit, shown: PageAnswer) -> Response:
        headers = {"content-language": visit.language, "vary": "accept-language, cookie"}
        headers |= {"content-security-policy": WITHIN} if shown.framed else {}
        response = Response(draw(visit, shown), shown.status, headers, "text/html; charset=utf-8")
        if _page_language(visit.given):
            self._remember(response, visit.language)
        return response

    def _remember(self, response: Response, language: str) -> None:
        response.set_cookie(LANGUAGE, language, max_age=365 * 24 * 3600, path="/", secure=self._secure, samesite="lax")

    def _moved(self, answer: Elsewhere) -> Response:
        response = RedirectResponse(answer.to, 303)
        if answer.session is not None:
            self._keep(response, self._cookie, answer.session, LONGEST)
        if answer.away is not None:
            self._keep(response, self._away, answer.away, HOLDS)
        if answer.language is not None:
            self._remember(response, answer.language)
        return response

    def _keep(self, response: Response, name: str, secret: str, holds: timedelta) -> None:
        """Let the browser keep a secret that long; without one, take away what it kept."""
        age = int(holds.total_seconds()) if secret else 0
        response.set_cookie(name, secret, max_age=age, path="/", secure=self._secure, httponly=True, samesite="lax")


def _refused(door: Door, visit: Visit, request: Request) -> Answer | None:
    """Return the answer to who may not open a door: sign in first, or, alike for what is not there and what is not theirs, nothing."""
    if door.from_within and not is_from_within(request.headers):
        return Elsewhere(request.url.path.rpartition("/")[0])
    if door.role is None:
        return None
    if visit.user is None:
        back = request.url.path if door.method == "GET" else "/"
        return Elsewhere(f"{place('sign-in')}?next={back}")
    if "study" in visit.path and visit.running is None:
        return _NOTHING
    return None if visit.may(door.role) else forbidden(door.role)


def _text(said: str) -> str:
    """Return what an address or a form says, without the one sign that PostgreSQL keeps in no text, and looks for in none."""
    return said.replace("\0", "")


def place_of(error: Exception) -> str:
    """Return the line of the program at which a fault came up, and none of the values that it was about."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


def _file(answer: FileAnswer) -> Response:
    headers = {"content-security-policy": FRAMED, "cross-origin-resource-policy": "same-origin"}
    if answer.name:
        headers |= {"content-disposition": f'attachment; filename="{plain_name(answer.name)}"'}
    return Response(answer.data, 200, headers, answer.media_type)


async def _with_form(visit: Visit, request: Request, most: int) -> Visit:
    """Return a visit with what its form says."""
    whole = Request(request.scope, at_most(request.receive, most))
    patience = PATIENCE if most <= SMALL else 6 * PATIENCE
    try:
        async with asyncio.timeout(patience), whole.form(max_files=1, max_fields=_FIELDS, max_part_size=SMALL) as form:
            files = {
                name: UploadedFile(value.filename or "", await value.read())
                for name, value in form.multi_items()
                if isinstance(value, UploadFile)
            }
            texts = [(name, _text(value)) for name, value in form.multi_items() if isinstance(value, str)]
    except TimeoutError:
        raise HTTPException(408) from None
    several: dict[str, tuple[str, ...]] = {}
    for name, value in texts:
        several[name] = (*several.get(name, ()), value)
    given = dict(visit.given) | dict(texts)
    return replace(visit, given=given, several=several, files=files, language=_page_language(given) or visit.language)


def _page_language(given: Mapping[str, str]) -> str:
    """Return the language in which a form that is sent again wants its page; "" where it does not say."""
    return wanted if (wanted := given.get(PAGE_LANGUAGE, "")) in console_languages() else ""
