"""Coming and going: signing in and out, choosing a password by a link that is followed once, and the language of the pages."""

from __future__ import annotations

from domain.errors import ConfigurationError
from languages.phrases import console_languages
from service.console.oidc.faults import NotLetIn
from service.console.signing_in import SHORTEST_PASSWORD, Followed, WrongPasswordError, choose_password, followed, sign_in, sign_out
from web.console.doors import Answer, Elsewhere, PageAnswer, Visit, place

LEFT = "left"  # What is told to who signed out here, and is signed in at the provider.


def local(address: str) -> str:
    """Return an address within the console, or its first page: whoever signs in is sent nowhere else."""
    plain = address.isascii() and address.isprintable() and "\\" not in address
    return address if plain and address.startswith("/") and not address.startswith("//") else "/"


def ask_sign_in(visit: Visit) -> Answer:
    """Show where to sign in; after `told`, with why somebody did not come in by single sign-on, or what is left of it after signing out."""
    said = visit.given.get("told", "")
    wrong = f"single_{said}" if said in set(NotLetIn) else ""
    return PageAnswer("sign_in", _signing_in(local(visit.given.get("next", "/")), wrong) | {"left": said == LEFT})


def _signing_in(back: str, wrong: str, name: str = "") -> dict[str, object]:
    return {"next": back, "wrong": wrong, "name": name, "left": False}


def enter(visit: Visit) -> Answer:
    """Sign in: with a new session in any case, so that nobody can prepare one for somebody else."""
    name, back = visit.given.get("name", ""), local(visit.given.get("next", "/"))
    if not visit.tries.one_more(visit.asked_by, name):
        return PageAnswer("sign_in", _signing_in(back, "too_often", name), 429)
    try:
        secret = sign_in(visit.service, name, visit.given.get("password", ""), visit.now)
    except WrongPasswordError:
        return PageAnswer("sign_in", _signing_in(back, "wrong", name), 403)
    visit.tries.came_in(visit.asked_by, name)
    if visit.secret:
        sign_out(visit.service, visit.secret)
    return Elsewhere(back, session=secret)


def leave(visit: Visit) -> Answer:
    """Sign out; who came in by single sign-on is told that they are signed in at the provider as before."""
    sign_out(visit.service, visit.secret)
    told = f"?told={LEFT}" if visit.user and visit.user.identity else ""
    return Elsewhere(f"{place('sign-in')}{told}", session="")


def ask_password(visit: Visit) -> Answer:
    """Show where who follows a link chooses a password; asking uses nothing up, since programs that read mail follow links too."""
    found = followed(visit.service, visit.path["secret"], visit.now)
    return PageAnswer("password", _choosing(visit, found))


def _choosing(visit: Visit, found: Followed) -> dict[str, object]:
    single = place("welcome", visit.path["secret"], "oidc") if found.name and visit.provider else ""
    return {"name": found.name, "given": "", "shortest": SHORTEST_PASSWORD, "error": None, "single": single}


def keep_password(visit: Visit) -> Answer:
    """Choose a password, and sign in with it."""
    found = followed(visit.service, visit.path["secret"], visit.now)
    name = found.name or visit.given.get("name", "")
    try:
        secret = choose_password(visit.service, visit.path["secret"], name, visit.given.get("password", ""), visit.now)
    except ConfigurationError as error:
        return PageAnswer("password", _choosing(visit, found) | {"given": name, "error": error}, 400)
    visit.tries.came_in(visit.asked_by, name)
    return Elsewhere("/", session=secret)


def choose_language(visit: Visit) -> Answer:
    """Show the pages in another language from now on."""
    chosen = visit.given.get("language", "")
    return Elsewhere(local(visit.given.get("next", "/")), language=chosen if chosen in console_languages() else None)
