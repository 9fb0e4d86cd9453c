"""Addresses of the settings and of a proxy that hold a password: refused where they cannot be asked with one, and never repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.errors import ConfigurationError, CounterfoilError
from service.installation import config
from service.installation.logins.faults import out_of_reach
from service.installation.logins.web import session


@pytest.mark.parametrize("user", ["me:pw-secret", ":pw-secret", "me:pw-secret/with/slashes", "me:pw-secret@more"])
@pytest.mark.parametrize(
    "table",
    [
        '[archive]\nurl = "s3://{}@bucket/folder"',
        '[archive]\nurl = "s3://bucket"\nendpoint = "https://{}@s3.example"',
        '[web]\nurl = "https://{}@study.example"',
        '[console]\nurl = "https://{}@desk.example"',
        '[console.oidc]\nclient_id = "counterfoil"\nissuer = "https://{}@login.example/staff"',
        '[monitoring]\nping = "https://{}@monitoring.example/ping"',
    ],
)
def test_an_address_with_a_password_is_refused_and_not_repeated(table: str, user: str, tmp_path: Path) -> None:
    """It would stand in a backup, and in whatever names the address; the sentence names the setting, and shows all but who signs in."""
    (tmp_path / config.FILE).write_text(table.format(user))
    with pytest.raises(ConfigurationError, match=r"counterfoil\.toml") as told:
        config.load(tmp_path, {})
    assert "***@" in told.value.what
    assert "pw-secret" not in str(told.value)


@pytest.mark.parametrize("proxy", ["http://me:pw-secret@proxy:none", "http://me:pw-secret/more@proxy:80", "http://127.0.0.1:pw-secret"])
def test_the_password_of_a_proxy_is_not_repeated(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the library says of an address that is none quotes a part of it."""
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(ValueError) as raised:  # noqa: PT011 - which of the library's it is depends on the address
        session("").get("https://login.example/token")
    told: CounterfoilError = out_of_reach("office", raised.value)
    assert "HTTPS_PROXY" in told.what
    assert "pw-secret" not in str(told)
