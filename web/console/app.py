"""The console as one application: its doors, behind what holds for all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from service.installation.public import ConsoleTable
from service.wiring import Service
from web.console.edge import Edge
from web.console.guard import Guard
from web.console.pages import style
from web.console.plan import DOORS


def console(service: Service, settings: ConsoleTable, now: Callable[[], datetime]) -> ASGIApp:
    """Return the console of an installation; `now` says what time it is."""
    edge = Edge(service, settings, now, DOORS)
    routes = [Route(door.path, edge.endpoint(door), methods=[door.method]) for door in DOORS]
    app = Starlette(routes=[*routes, Route("/style/{name}", _style)], exception_handlers={404: edge.nowhere, 405: edge.nowhere})
    return Guard(app, settings.hosts)


async def _style(_: Request) -> Response:
    headers = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(style()[1], 200, headers, "text/css; charset=utf-8")
