"""What a page is: a door to one verb, with the role that it needs, from a visit to an answer. Requests are known to `web.console.edge`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import quote

from domain.desk import EVERY_STUDY, DeskRole, DeskUser
from domain.errors import ConfigurationError, CounterfoilError
from service.console.oidc.provider import Provider
from service.studies.running import Running
from service.wiring import Service
from web.console.tries import Tries

SMALL = 64 * 1024  # Bytes of a form that brings no file.


class NotThereError(CounterfoilError):
    """There is nothing at this address, or nothing that the visitor may know of: both are answered alike."""


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that came with a form: what the sender calls it, and what stands in it."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What somebody asks for. `user` is None where nobody is signed in, `study` the running study that the address names.

    `now` is when it is asked, `given` what stands in the address and in the form; `several` are the fields of the form, or else of the
    address, with all they say.
    `provider` is that of single sign-on, None where there is none, and `away` what the browser keeps while somebody is there.
    `welcome` makes of a secret the whole address at which its owner chooses how they sign in.
    `asked` is the address that was asked for; `here` is that too, or, where a form was sent to it, the nearest page above.
    """

    service: Service
    now: datetime
    language: str
    tries: Tries
    user: DeskUser | None = None
    secret: str = ""
    away: str = ""
    provider: Provider | None = None
    asked_by: str = ""
    here: str = "/"
    asked: str = ""
    running: Running | None = None
    welcome: Callable[[str], str] = str
    path: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)
    several: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    files: Mapping[str, UploadedFile] = field(default_factory=dict)

    @property
    def by(self) -> str:
        """Return the name under which the visitor decides."""
        if self.user is None:
            raise NotThereError("Nobody is signed in.")
        return self.user.name

    @property
    def study(self) -> Running:
        """Return the study that the address names."""
        if self.running is None:
            raise NotThereError("There is no such study.")
        return self.running

    def pressed(self, *buttons: str) -> str:
        """Return which of these buttons was pressed; ConfigurationError where none was, so that none of them stands for all else."""
        if (what := self.given.get("what", "")) in buttons:
            return what
        raise ConfigurationError(
            f"{what!r} is nothing that can be done.", where="what", remedy="Use the buttons of the page.", key="no_such_act"
        )

    def may(self, role: str) -> bool:
        """Say whether the visitor has this role in the study of the page. A page without one is open to who may look at any study.

        Whatever else it offers concerns all of them: who may administer one study gives nobody a role in another.
        """
        if self.user is None:
            return False
        needed = DeskRole(role)
        if self.running is None and needed is DeskRole.LOOK:
            return self.user.may_somewhere(needed)
        return self.user.may(needed, self.running.study.id if self.running else EVERY_STUDY)

    def may_everywhere(self, role: str) -> bool:
        """Say whether the visitor has this role in every study, as whatever concerns all of them needs."""
        return self.user is not None and self.user.may(DeskRole(role), EVERY_STUDY)


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """A page of this template, with its facts; where it is `framed`, another page of ours may show it within itself."""

    template: str
    facts: Mapping[str, object] = field(default_factory=dict)
    status: int = 200
    framed: bool = False


PAGE_LANGUAGE = "page_language"  # The field by which such a form says in which language its page is wanted.


def looked(visit: Visit, page: PageAnswer) -> PageAnswer:
    """Return a page that only shows what would come of a form, so that it can be had in another language."""
    fields = ((name, one) for name, some in visit.several.items() if name != PAGE_LANGUAGE for one in some)
    return replace(page, facts={**page.facts, "asked": visit.asked, "again": tuple(fields)})


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another page is to be asked for. `session` is the secret that the browser keeps from now on; "" takes it away.

    So it is with `away`, which the browser keeps while somebody is at the provider of single sign-on.
    """

    to: str
    session: str | None = None
    away: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """A file: to be kept under its name, or, where it has none, shown in a frame that may do nothing."""

    data: bytes
    media_type: str
    name: str = ""


Answer = PageAnswer | Elsewhere | FileAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """A page: where it is, who may open it (None: everybody), and which verb of the service it opens, as `module.function`.

    `most` is how many bytes its form may have. Where it is asked for `by_itself`, no person did so. What is `far` waits for another server,
    and what is `long` in the making is made for one at a time.
    One that opens `from_within` leads from a page of the console alone; who comes from elsewhere is shown the page before. What `looks`
    takes a form and changes nothing by it.
    """

    method: str
    path: str
    opens: Callable[[Visit], Answer]
    role: DeskRole | None
    verb: str
    most: int = SMALL
    by_itself: bool = False
    far: bool = False
    long: bool = False
    from_within: bool = False
    looks: bool = False


def place(*parts: object) -> str:
    """Return an address within the console."""
    return "/" + "/".join(quote(str(part), safe="") for part in parts)
