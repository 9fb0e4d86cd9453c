"""What goes wrong between the console and a provider of single sign-on, as words of our own lists: they alone are logged, and no token."""

from __future__ import annotations

from enum import StrEnum

from domain.errors import ConfigurationError, CounterfoilError
from languages.telling import phrased

WHERE = "counterfoil.toml [console.oidc]"


class NotLetIn(StrEnum):
    """What is told to who wanted to sign in."""

    STALE = "stale"  # It was begun in another browser, or too long ago, or is over.
    REFUSED = "refused"  # The provider let nobody in.
    AWAY = "away"  # The provider does not answer, or not as one.
    UNBELIEVED = "unbelieved"  # What it answered is not to be believed, or it does not take us for who we are.
    UNBOUND = "unbound"  # Nobody here is bound to who they are there.
    TAKEN = "taken"  # Who they are there is bound to somebody else here.
    LINK = "link"  # The link that they followed was used, or is too old.


class SingleSignOnError(CounterfoilError):
    """Nobody comes in: `fault` is for who wanted to, `why` a word for whoever reads the log."""

    def __init__(self, fault: NotLetIn, why: str, what: str = "", remedy: str = "") -> None:
        super().__init__(what or f"Nobody was let in ({why}).", where=WHERE, remedy=remedy)
        self.fault, self.why = fault, why

    def __reduce__(self) -> tuple[object, ...]:
        """Keep all of it when it crosses a process border."""
        return (SingleSignOnError, (self.fault, self.why, self.what, self.remedy))


def unbelieved(why: str) -> SingleSignOnError:
    """Return the error for an answer that is not to be believed; `why` is a word of ours."""
    what = phrased("doctor.fault.unbelieved", why=why)
    return SingleSignOnError(NotLetIn.UNBELIEVED, why, what, phrased("doctor.fault.unbelieved_do"))


def away(error: object) -> SingleSignOnError:
    """Return the error for a provider that does not answer; `error` says how, by its class or in a word."""
    how = error if isinstance(error, str) else type(error).__name__
    what = phrased("doctor.fault.provider_away", how=how)
    return SingleSignOnError(NotLetIn.AWAY, how, what, phrased("doctor.fault.provider_away_do"))


def not_installed(error: ImportError) -> ConfigurationError:
    """Return the error for a library that is not there."""
    what = phrased("doctor.fault.not_installed", name=str(error.name))
    return ConfigurationError(what, where=WHERE, remedy=phrased("doctor.fault.not_installed_do", command="pip install 'counterfoil[oidc]'"))
