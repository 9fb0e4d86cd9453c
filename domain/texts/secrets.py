"""Passwords that stand in addresses (RFC 3986, section 3.2.1) and in settings: found, so that they are refused, and blanked where shown."""

from __future__ import annotations

import re

# As the driver of the database reads it: a user's name may hold an @, and all behind the colon up to the next @ is the password.
_BEFORE_HOST = re.compile(r"[\w+.-]+://[^:/]*:[^@]+@")
# Parameters of libpq that it calls secret, also where they are misspelt; passfile names a file.
_SECRET = re.compile(r"\w*pass?w\w*|\w*_secret|scram_\w*key", re.IGNORECASE)
_PARAMETER = re.compile(rf"([?&](?:{_SECRET.pattern})=)[^\s\"'&#]+", re.IGNORECASE)
_GIVEN = re.compile(rf"[?&](?:{_SECRET.pattern})=[^&]", re.IGNORECASE)
_USER = re.compile(r"^(.*?:/{1,2})?.*@")
# In a text: up to the last @ of its string (or line) where it is the address of a database; within what names the host elsewhere.
_DATABASE = r"""\bpostgres(?:ql)?(?:\+\w+)?://[^\s:/"']*"""
_OF_A_DATABASE = re.compile(rf"""("{_DATABASE}):(?:\\.|[^"\\\n])*@|('{_DATABASE}):[^'\n]*@|({_DATABASE}):[^"'\s]*@""", re.IGNORECASE)
_OF_ANY = re.compile(r"(\b[a-z][a-z0-9+.-]*://[^\s:/?#@\"']*):[^\s/?#\"']*@", re.IGNORECASE)
_KEY = re.compile(r"""((?<![\w-])["']?(?:password|secret|client_secret)["']?[ \t]*=[ \t]*)(?:"[^"\n]*"|'[^'\n]*')""")
# In a line that is put out of use there may be no quotes, or some too many.
_OUT_OF_USE = re.compile(r"(?m)^([ \t]*#.*?(?<![?&\w])\w*(?:passw\w*|secret)(?<!_file)[ \t]*=[ \t]*).+$", re.IGNORECASE)


def has_secret(url: str) -> bool:
    """Say whether a password stands in the address of a database."""
    return bool(_BEFORE_HOST.match(url) or _GIVEN.search(url))


def is_secret(parameter: str) -> bool:
    """Say whether what stands behind the question mark of such an address under this name is a password."""
    return bool(_SECRET.fullmatch(parameter))


def blanked(text: str) -> str:
    """Return a text, such as a file of settings, without the passwords that stand in its addresses and beside its keys."""
    text = _OUT_OF_USE.sub(r'\1""', text)
    text = _OF_ANY.sub(r"\1@", _OF_A_DATABASE.sub(r"\1\2\3@", text))
    return _KEY.sub(lambda found: found[1] + found[0][-1] * 2, _PARAMETER.sub(r"\1", text))


def without_user(url: str) -> str:
    """Return an address, however wrong it is, without all that stands before its host."""
    return _USER.sub(lambda found: f"{found[1] or ''}***@", url)
