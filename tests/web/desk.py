"""A person at the console: an office whose console is served by a real server, and a browser's requests to it, with cookies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection
from urllib.parse import urlencode

from service.console.signing_in import choose_password
from service.console.users import AddingUser, add_user
from service.installation.public import ConsoleTable, OidcTable
from tests.servers import HOST, free_port
from tests.service.office import Office
from web.console.app import console
from web.serving import served

PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class DeskAnswer:
    """What the console answered: its headers by name in lower case, and its text."""

    status: int
    headers: Mapping[str, str]
    data: bytes

    @property
    def text(self) -> str:
        """Return the page as HTML."""
        return self.data.decode()

    @property
    def words(self) -> str:
        """Return what a person reads on the page."""
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", self.text)).split())


@dataclass
class Browser:
    """A browser: it keeps cookies, and says of each request from which page it comes."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(
        self, path: str, form: Mapping[str, str] | list[tuple[str, str]] | None = None, *, body: bytes = b"", **headers: str
    ) -> DeskAnswer:
        """Ask for a page, or send a form; `headers` replace what a browser sends of its own accord, "" leaves one out."""
        sent = {"Host": f"{HOST}:{self.port}", "Sec-Fetch-Site": "same-origin", "Origin": f"http://{HOST}:{self.port}"}
        sent |= {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        if form is not None:
            body = urlencode(form).encode()
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = HTTPConnection(HOST, self.port, timeout=300)
        try:
            connection.request("POST" if form is not None or body else "GET", path, body or None, {k: v for k, v in sent.items() if v})
            got = connection.getresponse()
            for cookie in got.headers.get_all("set-cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self.cookies[name] = value.strip('"')
            return DeskAnswer(got.status, {name.lower(): value for name, value in got.getheaders()}, got.read())
        finally:
            connection.close()

    def act(self, path: str, **form: str) -> DeskAnswer:
        """Send a form from a page of the console."""
        return self.ask(path, form)

    def sign_in(self, name: str, password: str = PASSWORD) -> DeskAnswer:
        """Sign in."""
        return self.ask("/sign-in", {"name": name, "password": password})


@dataclass(frozen=True)
class DeskAtWork:
    """An office and its console."""

    office: Office
    settings: ConsoleTable

    def browser(self, name: str | None = None, role: str = "administer", study: str | None = None) -> Browser:
        """Return a browser; with a name, of a person who is put on record with this role and has signed in."""
        found = Browser(self.settings.port)
        if name is not None:
            self.add(name, role, study)
            assert found.sign_in(name).status == 303
        return found

    def add(self, name: str, role: str, study: str | None = None) -> None:
        """Put a person on record who has chosen their password."""
        added = add_user(self.office.service, AddingUser(name=name, role=role, study=study, by="Ines Boss"), self.office.now)
        if added.secret:
            choose_password(self.office.service, added.secret, name, PASSWORD, self.office.now)


@contextmanager
def desk_of(office: Office, url: str | None = None, oidc: OidcTable | None = None) -> Iterator[DeskAtWork]:
    """Serve the console of an office; its clock is the office's."""
    settings = ConsoleTable(port=free_port(), url=url, oidc=oidc)
    with served(console(office.service, settings, lambda: office.now), settings, "console"):
        yield DeskAtWork(office, settings)
