"""An SMTP server in a process of its own, for the demo and the tests: it records what it accepts, and delivers it.

Mail to the intake goes into the IMAP server; all mail stands as files under `mail/<address>/NNNN.eml`. A message is in the log
`accepted.jsonl` before its sender gets the 250.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import ssl
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from demo.child import end_with_parent, tell
from demo.smtp_recorder import ImapDelivery, PipeliningRecorder, Recorder
from demo.smtp_script import Script, Stage


class ScriptedSMTP(SMTP):
    """The library's server, which can also refuse the DATA command itself."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the library's name
        """Let the script act before the content is asked for."""
        recipients = self.envelope.rcpt_tos if self.envelope else []
        refusal = await self.event_handler.act(Stage.DATA, self, recipients)
        if refusal is None:
            await super().smtp_DATA(arg)
        else:
            await self.push(refusal)


async def serve(arguments: argparse.Namespace) -> None:
    """Serve until the process ends; the port is told when it listens."""
    out: Path = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    script = Script(json.loads(arguments.script.read_text()) if arguments.script else {})
    account = (arguments.imap_port, arguments.imap_user, arguments.imap_password)
    delivery = ImapDelivery(*account, arguments.authserv_id) if arguments.imap_port else None
    kind = PipeliningRecorder if arguments.pipelining else Recorder
    recorder = kind(out, arguments.intake, script, delivery, arguments.studies)
    context = _context(arguments.certificate) if arguments.security != "none" else None
    options = _options(arguments, context)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: ScriptedSMTP(recorder, loop=loop, **options),
        arguments.host,
        arguments.port,
        ssl=context if arguments.security == "tls" else None,
    )
    tell(port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


def _context(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def _options(arguments: argparse.Namespace, context: ssl.SSLContext | None) -> dict[str, Any]:
    starttls = arguments.security == "starttls"
    options: dict[str, Any] = {"hostname": "localhost", "data_size_limit": None, "enable_SMTPUTF8": True}
    if starttls:
        options |= {"tls_context": context, "require_starttls": True}
    if arguments.user:
        options |= {"auth_required": True, "auth_require_tls": starttls, "authenticator": _authenticator(arguments)}
    return options


def _authenticator(arguments: argparse.Namespace) -> Callable[..., AuthResult]:
    def check(_server: object, _session: object, _envelope: object, _mechanism: str, credentials: object) -> AuthResult:
        right = (arguments.user.encode(), arguments.password.encode())
        given = (credentials.login, credentials.password) if isinstance(credentials, LoginPassword) else None
        return AuthResult(success=given == right, handled=False)

    return check


def main() -> None:
    """Run the server as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--out", type=Path, required=True, help="the folder for the log and the mail")
    parser.add_argument(
        "--intake", action="append", default=[], help="an address (with any +tag) or a domain whose mail goes into the IMAP server"
    )
    parser.add_argument("--studies", type=Path, help="a folder of studies, whose addresses for answers are of the intake too")
    parser.add_argument("--imap-port", type=int, default=0)
    parser.add_argument("--imap-user", default="")
    parser.add_argument("--imap-password", default="")
    parser.add_argument("--authserv-id", default="", help="the name under which the server says whether the envelope's sender is real")
    parser.add_argument("--script", type=Path, help="a JSON file: address -> {stage, action, code, text, times}")
    parser.add_argument("--security", choices=["none", "starttls", "tls"], default="none")
    parser.add_argument("--certificate", type=Path, help="a PEM file with key and certificate chain")
    parser.add_argument("--pipelining", action="store_true", help="offer PIPELINING")
    parser.add_argument("--user", default="", help="ask for this user and --password")
    parser.add_argument("--password", default="")
    arguments = parser.parse_args()
    end_with_parent()
    asyncio.run(serve(arguments))


if __name__ == "__main__":
    main()
