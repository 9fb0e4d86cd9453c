"""The page of List-Unsubscribe: asking for it does nothing, a click on its button, or by a mail program (RFC 8058), stops mailings.

Whatever code is asked for, the answer is the same: nobody learns here which letters there are.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from anyio import CapacityLimiter, to_thread
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from domain.errors import CounterfoilError
from domain.mail.leaving import LEAVE
from domain.process.events import LOG
from service.collecting.one_click import click
from service.wiring import Service
from web.askers import asker
from web.bodies import PATIENCE, at_most
from web.pages import page

BODY = 4096  # Bytes of a body; that of a click has 26 as a form, and some 200 in parts.
OFTEN = parse("120/minute")  # Requests of one address: a provider of mail clicks for many people.
_ASKED = ("List-Unsubscribe", "One-Click")  # RFC 8058 section 3.2.


class _Leaving:
    """Answers requests about letters: how often each address may ask is remembered as long as the process lives."""

    def __init__(self, service: Service, now: Callable[[], datetime]) -> None:
        self._service, self._now = service, now
        self._rate = MovingWindowRateLimiter(MemoryStorage())
        self._at_once = CapacityLimiter(2)  # The store is left to the service: who clicks waits a little.

    async def ask(self, request: Request) -> Response:
        """Show the button."""
        return self._too_often(request) or page(request, "ask")

    async def leave(self, request: Request) -> Response:
        """Stop mailings to the recipient of the letter whose code is asked for."""
        if refused := self._too_often(request):
            return refused
        if not await _is_click(request):
            return page(request, "ask", status=400)
        try:
            await to_thread.run_sync(click, self._service, request.path_params["code"], self._now(), limiter=self._at_once)
        except (CounterfoilError, OSError) as error:
            LOG.error("event=web.failed error=%s", type(error).__name__)
            return page(request, "later", status=503)
        return page(request, "done")

    def _too_often(self, request: Request) -> Response | None:
        return None if self._rate.hit(OFTEN, asker(request)) else page(request, "later", status=429)


def routes(service: Service, path: str, now: Callable[[], datetime]) -> list[Route]:
    """Return what is answered: below `path`, which the public address has, and without it, where a server before us takes it away."""
    leaving = _Leaving(service, now)
    places = dict.fromkeys((f"{path}{LEAVE}/{{code}}", f"{LEAVE}/{{code}}"))
    return [Route(one, ask, methods=[method]) for one in places for method, ask in (("GET", leaving.ask), ("POST", leaving.leave))]


async def _is_click(request: Request) -> bool:
    """Say whether a body asks for what RFC 8058 says, as a form or in parts."""
    whole = Request(request.scope, at_most(request.receive, BODY))
    try:
        async with asyncio.timeout(PATIENCE), whole.form(max_files=0, max_fields=4, max_part_size=BODY) as form:
            return form.get(_ASKED[0]) == _ASKED[1]
    except TimeoutError:
        raise HTTPException(408) from None
