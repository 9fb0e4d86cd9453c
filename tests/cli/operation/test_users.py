"""`counterfoil users`: who may use the console, and how they sign in; told to a person, and to a program as JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.desk import DeskIdentity
from service.installation import config
from service.wiring import open_service
from store import console_users
from tests.cli.program import counterfoil, done

AT = datetime(2012, 3, 1, 12, 0, tzinfo=UTC)
BEN = DeskIdentity(issuer="https://login.agency.example", subject="248289761001", called="ben@agency.example")
CLARA = DeskIdentity(issuer="https://login.agency.example", subject="248289761002", called="clara@agency.example")
OIDC = '\n[console.oidc]\nissuer = "https://login.agency.example"\nclient_id = "counterfoil"\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return an installation with a user who comes in by single sign-on, and one who does not come in yet."""
    home = tmp_path / "home"
    done("init", home)
    done("users", "add", "Ben Carter", "--role", "decide", "--by", "Anna Berg", "--home", home)
    done("users", "add", "Clara Diaz", "--by", "Anna Berg", "--home", home)
    with open_service(config.load(home, {})) as service, service.store.transaction() as tx:
        console_users.bind(tx, console_users.users(tx, "Ben Carter")[0].id, BEN, AT)
    return home


def test_the_list_says_how_each_person_signs_in(home: Path) -> None:
    """And who they are at the provider."""
    ben, clara = done("users", "list", "--home", home, "--json").objects
    single = {"issuer": BEN.issuer, "subject": BEN.subject, "called": BEN.called}
    assert ben == {"name": "Ben Carter", "roles": {"*": "decide"}, "has_password": False, "single_sign_on": single}
    assert (clara["has_password"], clara["single_sign_on"]) == (False, None)
    said = " ".join(done("users", "list", "--home", home).out.split())
    assert "signs in by single sign-on, as ben@agency.example" in said
    assert said.count("has no password yet") == 1


def test_unbinding_is_told_and_done_once(home: Path) -> None:
    """The person needs a link after that, which says what can be chosen by it."""
    assert done("users", "unbind", "Ben Carter", "--by", "Anna Berg", "--home", home, "--json").one == {
        "name": "Ben Carter",
        "unbound": True,
    }
    again = counterfoil("users", "unbind", "Ben Carter", "--by", "Anna Berg", "--home", home)
    assert (again.code, "does not sign in by single sign-on" in again.err) == (2, True)
    nobody = counterfoil("users", "unbind", "Eve", "--by", "Anna Berg", "--home", home)
    assert (nobody.code, "Known: Ben Carter, Clara Diaz." in nobody.err) == (2, True)
    (ben, _) = done("users", "list", "--home", home, "--json").objects
    assert ben["single_sign_on"] is None
    assert "/welcome/" in done("users", "link", "Ben Carter", "--by", "Anna Berg", "--home", home).out


def test_a_link_says_what_can_be_chosen(home: Path) -> None:
    """Single sign-on where the settings name a provider."""
    assert "To choose a password, once" in done("users", "add", "Clara Diaz", "--by", "Anna Berg", "--home", home).out
    with (home / config.FILE).open("a") as file:
        file.write(OIDC)
    assert "To choose a password or single sign-on, once" in done("users", "add", "Clara Diaz", "--by", "Anna Berg", "--home", home).out
    # Who comes in already gets another role, and no link.
    assert "/welcome/" not in done("users", "add", "Ben Carter", "--role", "send", "--by", "Anna Berg", "--home", home).out


def test_the_last_who_may_add_users_is_given_no_lesser_role(home: Path) -> None:
    """It is refused with what to do first; in one study more, they may have whatever role."""
    done("users", "add", "Ben Carter", "--role", "administer", "--by", "Anna Berg", "--home", home)
    lowered = ("users", "add", "Ben Carter", "--role", "look", "--by", "Anna Berg", "--home", home)
    refused = counterfoil(*lowered)
    assert (refused.code, "is the last who may add users" in refused.err, "First add another person" in refused.err) == (2, True, True)
    done("users", "add", "Clara Diaz", "--role", "administer", "--by", "Anna Berg", "--home", home)
    assert counterfoil(*lowered).code == 2  # Clara does not come in yet.
    with open_service(config.load(home, {})) as service, service.store.transaction() as tx:
        console_users.bind(tx, console_users.users(tx, "Clara Diaz")[0].id, CLARA, AT)
    done(*lowered)
    assert done("users", "list", "--home", home, "--json").objects[0]["roles"] == {"*": "look"}
