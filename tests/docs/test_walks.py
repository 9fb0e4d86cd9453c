"""The walks to the first test letter: their settings, as they stand on the page, work with servers of each kind on this machine."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import trustme

from demo.servers import Servers
from service.installation import config
from settings import private
from tests.cli.program import Ran, counterfoil
from tests.mailer.smtp_stage import stage
from tests.mailer.xoauth2_stage import TokenServer
from tests.servers import BY_TOKEN, dovecot, postfix
from tests.service.installation.test_logins import sign_in
from tests.service.sending.test_silent_relay import until
from tests.token_endpoint import USER, introspection, token_endpoint

README = Path(__file__).parents[2] / "README.md"
PAGE = Path(__file__).parents[2] / "docs" / "operations" / "accounts.md"
ME = "you@agency.example"
LANGUAGES = 4  # A test letter is sent in each that the sample study has.


def block(heading: str, language: str) -> str:
    """Return the one block of a language under a heading of the page."""
    part = PAGE.read_text(encoding="utf-8").partition(f"### {heading}\n")[2].partition("\n### ")[0].partition("\n## ")[0]
    (found,) = re.findall(rf"^ *```{language}\n(.*?)^ *```$", part, re.DOTALL | re.MULTILINE)
    return textwrap.dedent(found)


def settled(home: Path, tables: Mapping[str, Mapping[str, Any]]) -> None:
    """Make an installation, as the walk begins, and replace its sections by these."""
    assert counterfoil("init", home).code == 0
    kept = (home / config.FILE).read_text(encoding="utf-8").partition("[transport]")[0]
    lines = (f"[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in table.items()) for name, table in tables.items())
    (home / config.FILE).write_text(kept + "".join(lines), encoding="utf-8")


def walked(home: Path) -> dict[str, bool]:
    """Go on as the page says; return what `doctor` looked at, and whether it was well."""
    looked = {one["what"]: one["well"] for one in counterfoil("doctor", "--home", home, "--json").objects}
    contacts = home / "studies" / "cybercrime-2012" / "contacts.csv"
    assert "3 rejected" in counterfoil("contacts", "load", contacts, "--list", "itu-d-sector-members", "--home", home).out
    good(counterfoil("send", "circular", "--test-to", ME, "--home", home))
    good(counterfoil("collect", "--home", home))
    return looked


def good(ran: Ran) -> None:
    """Assert that a command did what it was asked to."""
    assert ran.code == 0, ran.out + ran.err


@pytest.mark.parametrize("heading", ["Microsoft 365", "Google Workspace"])
def test_a_provider_s_walk_ends_with_a_test_letter(heading: str, tmp_path: Path) -> None:
    """Only the addresses of the provider's servers are others here: all other settings are those of the page."""
    tables = tomllib.loads(block(heading, "toml"))
    login = tables.pop("logins")["office"]
    (tmp_path / "tokens").mkdir()
    with (
        token_endpoint(tmp_path / "tokens") as tokens,
        introspection(tokens) as url,
        dovecot(tmp_path, signing_in=BY_TOKEN.format(url=url)) as box,
    ):
        server = TokenServer(tokens)
        with stage(server.answer) as shown:
            here = {"host": "127.0.0.1", "security": "none", "user": USER}
            ends = (
                {"authority": tokens.url}
                if heading == "Microsoft 365"
                else {"auth_uri": f"{tokens.url}/auth", "token_uri": f"{tokens.url}/token"}
            )
            home = tmp_path / "home"
            settled(home, {
                "logins.office": login | ends | {"ca_file": tokens.ca_file},
                "transport": tables["transport"] | here | {"port": shown.port},
                "mailbox": tables["mailbox"] | here | {"port": box.port},
            })  # fmt: skip
            if "password_file" in login:
                private.write(home / login["password_file"], b"the client's secret\n")
            sign_in(home)
            looked = walked(home)
    assert looked["transport"]
    assert looked["mailbox"]
    assert server.taken == [ME] * LANGUAGES


@pytest.fixture
def mail() -> Iterator[Path]:
    """Lend a folder for mailboxes that Postfix can reach as another user, to whom `tmp_path` is closed, with an empty Maildir."""
    with tempfile.TemporaryDirectory(prefix="walk-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        for part in ("study/tmp", "study/new", "study/cur"):
            (folder / part).mkdir(parents=True)
        if os.getuid() == 0:
            for path in folder.rglob("*"):
                shutil.chown(path, 998, 998)
        yield folder


def test_the_walk_with_an_own_postfix_ends_with_a_test_letter_and_a_mailbox(tmp_path: Path, mail: Path) -> None:
    """Postfix with the page's own settings hands the letter on, and puts what comes to study+anything@ into the Maildir."""
    tables, home = tomllib.loads(block("Your own Postfix", "toml")), tmp_path / "home"
    asked = re.findall(r"'([^']+)'", block("Your own Postfix", "sh").replace("/srv/counterfoil/mail", str(mail)))
    new = mail / "study" / "new"
    with Servers(tmp_path / "servers") as servers, postfix(servers.smtp_port, *asked) as relay:
        transport, mailbox = tables["transport"] | {"port": relay.port}, tables["mailbox"] | {"path": str(mail / "study")}
        settled(home, {"transport": transport, "mailbox": mailbox})
        looked = walked(home)
        assert looked["transport"]
        assert looked["mailbox"]
        until(lambda: [one.rcpt_to for one in servers.accepted()] == [(ME,)] * LANGUAGES)
        good(counterfoil("send", "circular", "--test-to", "study+a.b-c@study.agency.example", "--home", home))
        until(lambda: len(list(new.iterdir())) == LANGUAGES)
        assert "what came in waits" in counterfoil("collect", "--home", home).err
        assert not any(new.iterdir())
        good(counterfoil("study", "apply", "--home", home))
        good(counterfoil("collect", "--home", home))


def test_the_readme_s_mailbox_of_one_s_own_ends_with_a_test_letter(tmp_path: Path) -> None:
    """Its settings, with servers that take nothing without TLS and a login; only where they are differs."""
    (found,) = re.findall(r"^```toml\n(\[transport\]\n.*?)^```$", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    tables, home = tomllib.loads(found), tmp_path / "home"
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(tmp_path / "own.pem")
    here = {"host": "127.0.0.1", "ca_file": str(tmp_path / "authority.pem")}
    with dovecot(tmp_path, tmp_path / "own.pem") as box:
        login = (tables["transport"]["user"], box.password)
        with Servers(tmp_path / "servers", security="starttls", certificate=tmp_path / "own.pem", login=login) as servers:
            transport = tables["transport"] | here | {"port": servers.smtp_port}
            # What is at port 993 begins with TLS; this server asks for it at once after connecting.
            mailbox = tables["mailbox"] | here | {"port": box.port, "security": "starttls", "user": box.user}
            settled(home, {"transport": transport, "mailbox": mailbox})
            private.write(home / tables["mailbox"]["password_file"], box.password.encode() + b"\n")
            looked = walked(home)
            assert [one.rcpt_to for one in servers.accepted()] == [(ME,)] * LANGUAGES
    assert looked["transport"]
    assert looked["mailbox"]
