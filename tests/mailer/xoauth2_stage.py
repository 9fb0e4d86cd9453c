"""An SMTP server that takes access tokens alone (XOAUTH2), asks the endpoint about each, and signs people out when a token is gone."""

from __future__ import annotations

import base64
import re

from tests.mailer.smtp_stage import Talk, obliging
from tests.token_endpoint import Endpoint


class TokenServer:
    """Whose token is not valid at MAIL any more is signed out, as Microsoft 365 does; `taken` are the recipients of what was taken.

    Tokens are taken back once, when somebody begins a letter after `revoke_after` were taken.
    """

    def __init__(self, endpoint: Endpoint, revoke_after: int | None = None) -> None:
        self.endpoint = endpoint
        self.taken: list[str] = []
        self.signed_in: dict[int, str] = {}
        self.refused: list[str] = []
        self._revoke_after = revoke_after
        self._failing: set[int] = set()
        self._to: dict[int, str] = {}

    def answer(self, talk: Talk, line: str) -> bytes | None:
        """Answer one line."""
        verb = line.partition(" ")[0].upper()
        if talk.number in self._failing:
            # Who was told why answers with nothing, and is refused then.
            self._failing.remove(talk.number)
            return b"535 5.7.3 Authentication unsuccessful\r\n" if line == "" else b"501 5.5.4 What was that?\r\n"
        if verb == "EHLO":
            return b"250-stage\r\n250 AUTH XOAUTH2 PLAIN\r\n"
        if verb == "AUTH":
            return self._sign_in(talk, line)
        if verb == "MAIL" and self._revoke_after is not None and len(self.taken) >= self._revoke_after:
            self._revoke_after = None
            self.endpoint.revoke_access()
        if verb == "MAIL" and self.signed_in.get(talk.number) not in self.endpoint.access:
            return b"530 5.7.57 Client not authenticated to send mail\r\n"
        if verb == "RCPT":
            self._to[talk.number] = line.partition("<")[2].partition(">")[0]
        if verb == "CONTENT":
            self.taken.append(self._to[talk.number])
        return obliging(talk, line)

    def _sign_in(self, talk: Talk, line: str) -> bytes:
        said = base64.b64decode(line.split()[2]).decode()
        found = re.fullmatch("user=([^\1]+)\1auth=Bearer ([^\1]+)\1\1", said)
        assert found, said
        if found[2] in self.endpoint.access:
            self.signed_in[talk.number] = found[2]
            return b"235 2.7.0 Accepted\r\n"
        self.refused.append(found[2])
        self._failing.add(talk.number)
        return b"334 " + base64.b64encode(b'{"status":"401","schemes":"bearer"}') + b"\r\n"
