"""One letter at a time over a connection: what the server said becomes a verdict (RFC 5321)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import aiosmtplib

from domain.letter import Envelope, Outcome, Verdict, bytes_of
from domain.process.failpoints import reach
from domain.sentences import sized
from mailer.transports import parameters, wire
from mailer.transports.connection import DATA, FAULTS, GO_ON, Connection, SmtpStep, is_praise, readable
from mailer.transports.pipeline import OutOfStepError, command

_DONE = 250
_SIGN_IN_FIRST = 530  # RFC 4954, 6.
_TAKEN = frozenset({_DONE, 251})


class StaleError(Exception):
    """A connection has ended, is out of step or signed in no more, and took nothing of the letter: another may be tried at once."""


async def hand_over(
    connection: Connection, envelope: Envelope, sending: Callable[[int], Awaitable[bool]], *, again: bool = False
) -> Verdict | None:
    """Give one letter to the server and return its verdict.

    `sending` is awaited before the content, and before DATA where that is said alone. Where it says False the letter is another's: no
    content begins, there is no verdict, and a connection that is `in_content` is of no further use.

    StaleError if the server had ended a connection that had been used before, or had said there what nobody asked for, or, but where the
    letter is tried `again`, takes the token no more by which somebody signed in. Whatever else the server or the network does is a verdict:
    4xx or a lost connection before the content is deferred, 5xx rejected, anything unclear after the content began uncertain.
    """
    attempt = _Attempt(connection, envelope, by_token=connection.endpoint.token is not None and not again)
    try:
        message = wire.content(envelope)
        await attempt.address()
        if await sending(envelope.letter_id):
            return await attempt.transfer(message)
    except wire.UnsendableError as error:
        return attempt.verdict(Outcome.REJECTED, None, str(error))
    except aiosmtplib.SMTPResponseException as error:
        return attempt.refused(error.code, error.message)
    except FAULTS as error:
        if attempt.stage == "mail" and attempt.is_used:
            raise StaleError from error
        return attempt.lost(error)
    return None


class _Attempt:
    """One letter on its way: `stage` is how far it has come, and `begun` whether a byte of its content may have left.

    Over a connection that `is_used` the server may say something of the letter before until that content begins. Where somebody signed in
    `by_token`, that may have ended since.
    """

    def __init__(self, connection: Connection, envelope: Envelope, *, by_token: bool) -> None:
        self.connection = connection
        self.envelope = envelope
        self.by_token = by_token
        self.is_used = bool(connection.letters)
        self.stage = "mail"
        self.begun = False

    async def address(self) -> None:
        """Say MAIL and RCPT, and where the server offers it DATA with them (PIPELINING)."""
        sender, sender_utf8 = wire.address(self.envelope.mail_from)
        recipient, recipient_utf8 = wire.address(self.envelope.rcpt_to)
        utf8 = sender_utf8 or recipient_utf8
        if utf8 and not self.connection.supports_extension("smtputf8"):
            raise wire.UnsendableError("The mail server does not accept addresses with non-ASCII letters before the @ (SMTPUTF8).")
        size, most = sum(map(len, map(bytes_of, self.envelope.pieces))), self.connection.most
        if most is not None and size > most:
            raise wire.UnsendableError(
                f"The letter has {sized(size)}, and the mail server takes {sized(most)} at most (SIZE). "
                "Make what it attaches smaller, or let the server take more."
            )
        encoding = "utf-8" if utf8 else "ascii"
        extensions = self.connection.esmtp_extensions
        said = parameters.of_mail(extensions, size, self.envelope.tag, utf8=utf8, require_tls=self.connection.require_tls)
        steps = [
            SmtpStep("mail", command("MAIL FROM", sender, said, encoding), frozenset({_DONE})),
            SmtpStep("rcpt", command("RCPT TO", recipient, parameters.of_rcpt(extensions, recipient), encoding), _TAKEN),
        ]
        if self.connection.bcc:
            # A box of copies that is full or gone keeps no letter back.
            steps.append(SmtpStep("rcpt", command("RCPT TO", self.connection.bcc, parameters.of_copy(extensions), encoding), frozenset()))
        elif self.connection.pipelines:
            # Not beside a box of copies: where that alone is taken, the server would ask for the content, and a lone dot be a letter to it.
            steps.append(SmtpStep("data", DATA, frozenset({GO_ON})))
        reach("smtp.before_mail")
        if self.is_used and not self.connection.is_connected:
            raise aiosmtplib.SMTPServerDisconnected("The server had closed the connection.")
        try:
            await self._say(steps)
        except OutOfStepError as error:
            if self.is_used:
                raise StaleError from error
            raise
        reach("smtp.after_rcpt")

    async def _say(self, steps: Sequence[SmtpStep]) -> None:
        """Say the steps and hear what the server says to each; SMTPResponseException for the first that it refuses.

        `stage` is then that step's, and the connection in step again, or dropped.
        """
        heard: list[aiosmtplib.SMTPResponse] = []
        fault: Exception | None = None
        try:
            await self.connection.exchange(steps, heard)
        except FAULTS as error:
            fault = error
        if heard and not steps[0].is_refused(heard[0]):
            self.connection.letters += 1
        refused = next((number for number, (step, one) in enumerate(zip(steps, heard, strict=False)) if step.is_refused(one)), None)
        if refused is None or isinstance(fault, OutOfStepError):
            # A refusal among replies that are too many may be that of something else: it would end a letter that was never judged.
            self.stage = steps[min(len(heard), len(steps) - 1)].stage
            if fault is not None:
                raise fault
            return
        self.stage = steps[refused].stage
        if fault is not None:
            self.connection.drop()
        elif self.connection.in_content:
            await self._take_back(heard[:-1])
        code, text = heard[refused]
        # Servers end a connection after so many letters, or an idle time, with 421; some when its token expires, with others. And what is
        # said too late of the letter before would stand here. Over a new connection a refusal is said again, and stands.
        signed_out = self.by_token and code == _SIGN_IN_FIRST
        if signed_out or (self.is_used and (self.stage == "mail" or code == 421 or not 400 <= code < 600)):
            raise StaleError
        raise aiosmtplib.SMTPResponseException(code, text)

    async def _take_back(self, heard: Sequence[aiosmtplib.SMTPResponse]) -> None:
        """Give no content to a server that asked for it though it had refused what came before.

        Where it took the sender and refused the recipient, a lone dot ends it, since there is nobody to whom it could deliver that. From
        any other the connection is cut, and what was not ended by a dot is no letter (RFC 5321, 4.1.1.4).
        """
        mail, *rest = heard
        if mail.code == _DONE and all(400 <= one.code < 600 for one in rest):
            with suppress(*FAULTS):
                await self.connection.no_content()
                return
        self.connection.drop()

    async def transfer(self, message: bytes) -> Verdict:
        """Say DATA where that was not said with the addresses, write the message and return what the server made of it."""
        self.stage = "data"
        reach("smtp.before_data")
        if self.is_used and not self.connection.is_connected:
            raise StaleError
        if not self.connection.in_content:
            start = await self.connection.execute_command(DATA)
            if start.code != GO_ON:
                if self.is_used and not 400 <= start.code < 600:
                    raise StaleError
                return self.refused(start.code, start.message)
        if not self.connection.is_connected:
            raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        self.begun = True
        end = await self.connection.content(message)
        reach("smtp.after_data")
        if is_praise(end):
            return self.verdict(Outcome.SENT, end.code, end.message)
        if end.code == 421:
            self.connection.close()
        else:
            await self._confirm()
        return self.refused(end.code, end.message)

    async def _confirm(self) -> None:
        """Let a refusal of the content stand only where the server is in step after it; else OutOfStepError.

        It may have said that of something else, and take the letter a moment later: it would be sent a second time.
        """
        try:
            await self.connection.resume()
        except OutOfStepError:
            raise
        except FAULTS:
            self.connection.close()  # Many servers go after a refusal; they have said what there is to say.

    def verdict(self, outcome: Outcome, code: int | None, text: str) -> Verdict:
        """Return a verdict at the present stage."""
        return Verdict(
            letter_id=self.envelope.letter_id,
            outcome=outcome,
            stage=self.stage,
            code=code,
            text=readable(text),
            route=self.connection.route,
        )

    def refused(self, code: int, text: str) -> Verdict:
        """Return the verdict that a reply other than the hoped-for one means."""
        if 500 <= code < 600:
            return self.verdict(Outcome.REJECTED, code, text)
        if 400 <= code < 500:
            return self.verdict(Outcome.DEFERRED, code, text)
        # No reply that SMTP knows: the connection is out of step.
        self.connection.close()
        return self.verdict(self._doubt(), None, f"The server's answer is not valid SMTP: {code} {text}".rstrip())

    def lost(self, error: BaseException) -> Verdict:
        """Return the verdict for a connection that was lost, or on which no answer came in time."""
        self.connection.close()
        return self.verdict(self._doubt(), None, str(error))

    def _doubt(self) -> Outcome:
        return Outcome.UNCERTAIN if self.begun else Outcome.DEFERRED
