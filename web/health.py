"""How the service is, for those who watch it: /livez, /readyz and /metrics. No page shows a secret, a person or an organisation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from domain.process.events import Event, tell
from domain.rules.ready import Condition
from service.installation.public import HealthTable
from service.operation.health import Health
from web.metrics import TYPE, exposition
from web.serving import served


def watched(health: Health, now: Callable[[], datetime]) -> Starlette:
    """Return the application; `now` says what time it is."""

    async def live(_: Request) -> Response:
        return _told([health.alive()])

    # What follows waits for a database, and so in a thread of its own: Starlette gives one to what is not async.
    def ready(_: Request) -> Response:
        return _told(health.ready())

    def metrics(_: Request) -> Response:
        beats = health.pulse.beats if health.pulse else None
        return Response(exposition(health.figures(), health.ready(), beats, now()), media_type=TYPE, headers=_NOT_KEPT)

    return Starlette(routes=[Route("/livez", live), Route("/readyz", ready), Route("/metrics", metrics)])


@contextmanager
def health_served(health: Health, settings: HealthTable | None, now: Callable[[], datetime]) -> Iterator[None]:
    """Answer those who watch while the block runs, and log where; nobody is answered where there are no settings."""
    if settings is None:
        yield
        return
    with served(watched(health, now), settings, "health") as port:
        tell(Event.HEALTH, server=f"{settings.host}:{port}")
        yield


_NOT_KEPT = {"Cache-Control": "no-store"}


def _told(conditions: Iterable[Condition]) -> Response:
    found = [asdict(one) for one in conditions]
    well = all(one["well"] for one in found)
    return JSONResponse({"well": well, "conditions": found}, 200 if well else 503, headers=_NOT_KEPT)
