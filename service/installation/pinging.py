"""The dead-man's switch: an address that is asked for after each good tick, so that whoever listens there misses us when we do not come.

It is the operator's own setting, and nothing that comes by mail can change it. Nothing is sent but the request itself, no redirection is
followed, and of the answer only its status is looked at.
"""

from __future__ import annotations

import http.client
import logging
import ssl
import threading
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from domain.mail.endpoint import is_loopback
from domain.process.events import Event, tell
from domain.texts.secrets import without_user
from settings.reading import Line, Text, TomlSection, told

_PATIENCE = 10.0  # Seconds for each step of the dialogue.


def _address(text: str) -> str:
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise told(f"{without_user(text)!r} is no address.") from None
    protected = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if not (protected and host and text.isascii()) or "@" in parts.netloc or parts.fragment or set(text) & set(' <>"\\'):
        raise told(f"{without_user(text)!r} cannot be asked for.", "Write the address that your monitoring gave you, at https://.")
    return text


class MonitoringTable(TomlSection):
    """What is asked for after each good tick (`ping`); `ca_file` is a PEM file of further authorities that its certificate may be of."""

    ping: Annotated[Text, AfterValidator(_address)] = Field(examples=['ping = "https://monitoring.agency.example/ping/0d5e"'])
    ca_file: Line = Field(default="", examples=['ca_file = "/etc/ssl/agency.pem"'])


class DeadMan:
    """Asks for the address in a thread of its own, one request at a time, so that no tick waits for it and none fails with it."""

    def __init__(self, settings: MonitoringTable) -> None:
        self._settings, self._at_work, self._well = settings, threading.Lock(), True

    def ping(self) -> None:
        """Ask for the address; where the last request is still at work, not again."""
        if self._at_work.acquire(blocking=False):
            threading.Thread(target=self._ask, name="ping", daemon=True).start()

    def _ask(self) -> None:
        try:
            fault = _fault(self._settings)
            if fault and self._well:  # Of a fault that lasts, one line is enough; whoever waits for the ping tells it each time.
                tell(Event.NOT_PINGED, logging.WARNING, error=fault)
            self._well = not fault
        finally:
            self._at_work.release()


def _fault(settings: MonitoringTable) -> str:
    """Ask once, and return "" or in a word why that was not answered well."""
    parts = urlsplit(settings.ping)
    try:
        line = _line(settings, parts.hostname or "", parts.port)
        try:
            line.request("GET", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), headers={"User-Agent": "counterfoil"})
            status = line.getresponse().status
        finally:
            line.close()
    except (OSError, ValueError, http.client.HTTPException) as error:
        return type(error).__name__
    return "" if 200 <= status < 300 else f"status_{status}"


def _line(settings: MonitoringTable, host: str, port: int | None) -> http.client.HTTPConnection:
    if settings.ping.startswith("http://"):
        return http.client.HTTPConnection(host, port, timeout=_PATIENCE)
    context = ssl.create_default_context()
    if settings.ca_file:
        context.load_verify_locations(settings.ca_file)
    return http.client.HTTPSConnection(host, port, timeout=_PATIENCE, context=context)
