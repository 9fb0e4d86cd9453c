"""Why no connection to a server came about, as far as it shows what a person has to mend: TLS, or how it is begun."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from enum import StrEnum

from domain.mail.endpoint import Security


class Unconnected(StrEnum):
    """What kept a connection from coming about."""

    NAME = "name"  # The certificate is for another name than the host's.
    EXPIRED = "expired"
    EARLY = "early"  # It is not valid yet.
    AUTHORITY = "authority"  # It is of nobody whom this machine trusts.
    CERTIFICATE = "certificate"  # It is refused for another reason.
    PLAIN = "plain"  # The server does not speak TLS from the first byte.
    SILENT = "silent"  # It says nothing, as one does that waits for TLS.


# By the codes of OpenSSL (X509_V_ERR_..., x509_vfy.h), which are the same since its version 1.0.2.
_CODES = {
    9: Unconnected.EARLY,
    10: Unconnected.EXPIRED,
    **dict.fromkeys((2, 18, 19, 20, 21), Unconnected.AUTHORITY),
    **dict.fromkeys((62, 64), Unconnected.NAME),
}
# What is no record of TLS at all, such as a greeting in plain words.
_NO_TLS = frozenset({"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "UNKNOWN_PROTOCOL", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG"})


def why_unconnected(error: BaseException, security: Security, *, greeted: bool) -> Unconnected | None:
    """Return what kept a connection from coming about, None where the error does not show it.

    Until it has `greeted`, a server that says nothing may wait for TLS to begin.
    """
    if not greeted and security is not Security.TLS and isinstance(error, TimeoutError):
        return Unconnected.SILENT
    for one in _behind(error):
        if isinstance(one, ssl.SSLCertVerificationError):
            return _CODES.get(one.verify_code, Unconnected.CERTIFICATE)
        if isinstance(one, ssl.SSLError) and security is Security.TLS and one.reason in _NO_TLS:
            return Unconnected.PLAIN
    return None


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and those that it came from: libraries raise their own over that of the system."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
