"""What goes wrong between a login and its provider, as sentences: what a person has to do, and what mends itself."""

from __future__ import annotations

from domain.errors import CounterfoilError, NotSignedInError
from languages.telling import phrased

# What the providers' libraries raise for an answer that is none: a page of a proxy, JSON of another form, or nested without end.
NO_ANSWERS = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
NOTHING_OF_USE = "what it sent is no answer to who asks for a token"
# How the libraries call an address that is none. Their words quote a part of it, and that of a proxy may hold a password.
_NO_ADDRESSES = frozenset({"InvalidURL", "InvalidProxyURL", "LocationParseError"})
_NO_ADDRESS = "the address of a proxy (HTTPS_PROXY) or of the provider is none"
MOST = 300  # Providers add trace ids, times and advice for developers; so much of their words is enough.


def sign_in_again(name: str, said: str) -> NotSignedInError:
    """Return the error for a login that was revoked, has expired, or never was; `said` are the provider's words."""
    words = " ".join(said.split())[:MOST].rstrip(".")
    what = phrased("doctor.fault.no_token", said=words) if words else phrased("doctor.fault.never_in")
    return NotSignedInError(what, where=f"login {name}", remedy=phrased("doctor.fault.sign_in_do", name=name))


def damaged(name: str) -> NotSignedInError:
    """Return the error for what is kept of a login and cannot be read."""
    remedy = phrased("doctor.fault.sign_in_do", name=name)
    return NotSignedInError(phrased("doctor.fault.login_damaged"), where=f"login {name}", remedy=remedy)


def wrong_settings(name: str, said: str) -> NotSignedInError:
    """Return the error for a provider that refuses the application itself."""
    words = " ".join(said.split())[:MOST].rstrip(".")
    remedy = phrased("doctor.fault.application_do", name=name)
    return NotSignedInError(phrased("doctor.fault.application", said=words), where=f"login {name}", remedy=remedy)


def out_of_reach(name: str, error: object) -> CounterfoilError:
    """Return the error for a provider that does not answer, or not as one: that passes, and nobody has to sign in again."""
    what = phrased("doctor.fault.no_answer", said=_innermost(error)[:MOST])
    return CounterfoilError(what, where=f"login {name}", remedy=phrased("doctor.fault.no_answer_do"))


def _innermost(error: object) -> str:
    """Return what the system said at the bottom of an error: the libraries above it tell of their objects."""
    said, inner = str(error), error if isinstance(error, BaseException) else None
    if isinstance(error, (TypeError, AttributeError, RecursionError)):
        said = NOTHING_OF_USE
    elif type(error).__name__ in _NO_ADDRESSES:
        return _NO_ADDRESS
    while inner is not None:
        if isinstance(inner, OSError) and inner.strerror:
            said = inner.strerror
        inner = inner.__cause__ or inner.__context__
    return said
