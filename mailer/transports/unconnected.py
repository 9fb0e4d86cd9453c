"""What is told of a connection to a mail server that did not come about: by whoever looks at it, and beside a letter that waits."""

from __future__ import annotations

import aiosmtplib

from domain.mail.endpoint import Endpoint
from domain.mail.unconnected import why_unconnected
from domain.rules.refusal import is_permanent
from languages.telling import phrased
from mailer.transports.connection import readable


def fault(error: Exception, endpoint: Endpoint) -> tuple[str, str]:
    """Return what went wrong, and what to do about it."""
    if _is_refused(error, endpoint):
        return _refused(error), phrased("doctor.fault.refused_sender_do")
    return phrased("doctor.fault.not_connected", said=readable(str(error))), advice(error, endpoint) or phrased(
        "doctor.fault.not_connected_do"
    )


def beside_a_letter(error: Exception, endpoint: Endpoint) -> str:
    """Return the same for a letter that waits, with the server's words; the remedy is told where it is another than to look at all."""
    if _is_refused(error, endpoint):
        return readable(f"{endpoint} ({endpoint.security}): {_refused(error)} {phrased('doctor.fault.refused_sender_do')}")
    reason = error.message if isinstance(error, aiosmtplib.SMTPException) else str(error)
    remedy = advice(error, endpoint)
    return readable(f"No connection to {endpoint} ({endpoint.security}): {reason}{f'. {remedy}' if remedy else ''}")


def advice(error: Exception, endpoint: Endpoint) -> str:
    """Return what mends TLS, or how it is begun; "" where the error does not show that it was this."""
    found = why_unconnected(error, endpoint.security, greeted=not isinstance(error, aiosmtplib.SMTPConnectTimeoutError))
    return phrased(f"doctor.fault.tls_{found}_do", host=endpoint.host) if found else ""


def _is_refused(error: Exception, endpoint: Endpoint) -> bool:
    """Say whether the server said no to user and password; what it cannot judge for now it says by 4xx (RFC 4954, section 6)."""
    return isinstance(error, aiosmtplib.SMTPAuthenticationError) and is_permanent(error.code) and endpoint.token is None


def _refused(error: Exception) -> str:
    said = error.message if isinstance(error, aiosmtplib.SMTPAuthenticationError) else str(error)
    return phrased("doctor.fault.refused_login", said=readable(said))
