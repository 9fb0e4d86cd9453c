"""Passwords that stand in addresses and settings: found, and blanked where a text is shown or copied."""

from __future__ import annotations

import pytest

from domain.texts.secrets import blanked, has_secret, without_user


@pytest.mark.parametrize(
    ("url", "has"),
    [
        ("postgresql://counterfoil:pw@127.0.0.1/counterfoil", True),
        ("postgresql+psycopg://counterfoil:p/w#?@127.0.0.1/counterfoil", True),
        ("postgresql://counterfoil:p'w\"x y@db/counterfoil", True),
        ("postgresql://db/counterfoil?user=counterfoil&password=pw", True),
        ("postgresql://db/counterfoil?SSLPASSWORD=pw", True),
        ("postgresql://:pw@db/counterfoil", True),
        ("postgresql://counterfoil@server:pw@server.example/counterfoil", True),
        ("postgresql://postgres:@/postgres?host=/tmp/socket", False),
        ("postgresql://counterfoil@db:5432/counterfoil", False),
        ("postgresql://db/counterfoil?passfile=/srv/pgpass", False),
        ("postgresql://c@db/counterfoil?oauth_client_secret=pw", True),
        ("postgresql://c@db/counterfoil?scram_client_key=pw", True),
        ("postgresql://db/counterfoil?password='pw", True),
        ("postgresql://db/counterfoil?password=#pw", True),
        ("sqlite:///counterfoil.db", False),
    ],
)
def test_the_address_of_a_database_has_a_secret_or_none(url: str, has: bool) -> None:
    """Where the driver would find one; a blank one is none."""
    assert has_secret(url) is has


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ('url = "postgresql://counterfoil:pw@db:5432/counterfoil"', 'url = "postgresql://counterfoil@db:5432/counterfoil"'),
        ("url = 'postgresql://counterfoil:p w/#@x@db/counterfoil' # mine", "url = 'postgresql://counterfoil@db/counterfoil' # mine"),
        (r'url = "postgresql://counterfoil:p\'w\"x@db/counterfoil"', 'url = "postgresql://counterfoil@db/counterfoil"'),
        ('# url = "postgresql://db/c?password=pw&user=c"', '# url = "postgresql://db/c?password=&user=c"'),
        ('url = "s3://KEY:SECRET@bucket/folder"', 'url = "s3://KEY@bucket/folder"'),
        ('ping = "https://:pw@monitoring.example/x"', 'ping = "https://@monitoring.example/x"'),
        ('# password = "pw"', '# password = ""'),
        ("# password = pw", '# password = ""'),
        ('#   COUNTERFOIL_SMTP_PASSWORD="p\\"w"', '#   COUNTERFOIL_SMTP_PASSWORD=""'),
        ('# passwd = """pw"""', '# passwd = ""'),
        ('box = {user = "a", "password" = "pw"}', 'box = {user = "a", "password" = ""}'),
        ("client_secret='pw'", "client_secret=''"),
    ],
)
def test_a_text_of_settings_loses_its_secrets_and_nothing_else(written: str, left: str) -> None:
    """Also where it stands in a comment: a line that was put out of use holds what it held."""
    assert blanked(f"# Ours\n{written}\nx = 1\n") == f"# Ours\n{left}\nx = 1\n"


@pytest.mark.parametrize(
    "text",
    [
        'ping = "https://monitoring.example:8443/ping?to=a@b.example"',
        'url = "postgresql://counterfoil@db:5432/counterfoil"   # or ask postmaster@agency.example: he knows',
        'password_file = "smtp.secret"',
        '# password_file = "smtp.secret"',
        "# postgresql://db:5432/counterfoil, or ask admin@agency.example",
        'url = "https://desk.agency.example:8443"\nuser = "study@agency.example"',
    ],
)
def test_what_holds_no_secret_stays_as_it_is(text: str) -> None:
    """To the last sign, so that settings out of a backup mean what they meant."""
    assert blanked(text) == text


def test_an_address_that_is_wrong_is_shown_without_who_signs_in() -> None:
    """Whatever stands before the last @ may be a part of a password that was not written as addresses want it."""
    assert without_user("s3://KEY:SEC/RE@T@bucket") == "s3://***@bucket"
    assert without_user("https://desk.example/a") == "https://desk.example/a"
