"""What goes wrong between a login and its provider, as sentences: what a person has to do, and what mends itself."""

from __future__ import annotations

from domain.errors import CounterfoilError, NotSignedInError

MOST = 300  # Providers add trace ids, times and advice for developers; so much of their words is enough.


def sign_in_again(name: str, said: str) -> NotSignedInError:
    """Return the error for a login that was revoked, has expired, or never was; `said` are the provider's words."""
    words = " ".join(said.split())[:MOST].rstrip(".")
    what = f"The provider gives no access token any more: {words}." if words else "Nobody has signed in yet."
    return NotSignedInError(what, where=f"login {name}", remedy=f"Run `counterfoil login {name}`. Until then letters wait.")


def damaged(name: str) -> NotSignedInError:
    """Return the error for what is kept of a login and cannot be read."""
    remedy = f"Run `counterfoil login {name}`. Until then letters wait."
    return NotSignedInError("What was kept of the login is damaged.", where=f"login {name}", remedy=remedy)


def wrong_settings(name: str, said: str) -> NotSignedInError:
    """Return the error for a provider that refuses the application itself."""
    words = " ".join(said.split())[:MOST].rstrip(".")
    remedy = f"Let the administrator look at the application's secret, key and rights, and compare [logins.{name}]. Letters wait meanwhile."
    return NotSignedInError(f"The provider refuses the application: {words}.", where=f"login {name}", remedy=remedy)


def out_of_reach(name: str, error: object) -> CounterfoilError:
    """Return the error for a provider that does not answer, or not as one: that passes, and nobody has to sign in again."""
    remedy = "Check the network and a proxy, then try again. The service does so by itself; what is to be sent waits meanwhile."
    return CounterfoilError(f"The provider did not give an access token: {_innermost(error)[:MOST]}.", where=f"login {name}", remedy=remedy)


def _innermost(error: object) -> str:
    """Return what the system said at the bottom of an error: the libraries above it tell of their objects."""
    said, inner = str(error), error if isinstance(error, BaseException) else None
    while inner is not None:
        if isinstance(inner, OSError) and inner.strerror:
            said = inner.strerror
        inner = inner.__cause__ or inner.__context__
    return said
