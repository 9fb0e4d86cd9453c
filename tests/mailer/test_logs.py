"""What logs of mail servers prove of letters: lines as these servers write them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from domain.contact import Role
from domain.errors import ConfigurationError
from domain.letter import DeliveryState, Letter, LetterKind
from mailer.logs import Fate, logs, proven

NOW = datetime(2026, 11, 26, 4, 43, tzinfo=UTC)
WHO = "person@member.example"
ID = "k7x2m4q9w3e5r8t1@unodc.example"
TAG = ID.partition("@")[0]

POSTFIX = f"""\
Nov 26 04:43:00 relay systemd[1]: Started Daily apt download activities.
Nov 26 04:43:01 relay postfix/submission/smtpd[411]: 4F1A2B3C4D: client=office.unodc.example[192.0.2.7], sasl_username=study
Nov 26 04:43:01 relay postfix/cleanup[412]: 4F1A2B3C4D: message-id=<{ID}>
Nov 26 04:43:01 relay postfix/qmgr[90]: 4F1A2B3C4D: from=<box+b{TAG}@unodc.example>, size=61034, nrcpt=1 (queue active)
Nov 26 04:43:02 relay postfix/smtp[413]: 4F1A2B3C4D: {{delivery}}
Nov 26 04:43:02 relay postfix/qmgr[90]: 4F1A2B3C4D: removed
Nov  6 04:43:09 relay postfix/cleanup[412]: 4F1A2B3C4D: message-id=<another@else.example>
Nov  6 04:43:09 relay postfix/smtp[413]: 4F1A2B3C4D: to=<{WHO}>, relay=mx[192.0.2.9]:25, delay=1, dsn=5.1.1, status=bounced (no)
"""
RELAY = "relay=mx.member.example[192.0.2.9]:25, delay=1.2, delays=0.1/0/0.6/0.5"
SENT = f"to=<{WHO}>, {RELAY}, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 7C)"

EXIM = f"""\
2026-11-26 04:43:01 1tFkAb-000000001Yz-0aBc <= box+b{TAG}@unodc.example H=(office) [192.0.2.7] P=esmtpsa X=TLS1.3 S=61034 id={ID}
2026-11-26 04:43:02 1tFkAb-000000001Yz-0aBc {{delivery}}
2026-11-26 04:43:02 1tFkAb-000000001Yz-0aBc Completed
2026-11-26 04:43:02 1tFkAc-000000001Yz-0aBc => {WHO} R=dnslookup T=remote_smtp H=mx.member.example [192.0.2.9] C="250 OK id=1"
"""

GET_MESSAGE_TRACE = f"""\
#TYPE System.Object
"MessageId","Received","SenderAddress","RecipientAddress","Subject","Status","ToIP","FromIP","Size"
"<other@else.example>","11/26/2026 4:43:01 AM","a@b.example","{WHO}","Hello","Failed",,"192.0.2.7","1"
"<{ID}>","11/26/2026 4:43:01 AM","box+b{TAG}@unodc.example","{WHO}","Circular, in ""two"" parts","{{status}}",,"192.0.2.7","61034"
"""
ENHANCED = f"""\
origin_timestamp_utc,sender_address,recipient_status,message_subject,total_bytes,message_id,network_message_id,directionality
2026-11-26T04:43:01Z,x@unodc.example,"c@else.example##Receive, Deliver;{WHO}##{{status}}",Circular,61034,<{ID}>,1341ac,Originating
"""
EXTENDED = f"""\
date_time_utc,client_ip,server_hostname,source,event_id,message_id,recipient_address,recipient_status,recipient_count,sender_address
2026-11-26T04:43:03Z,,relay,SMTP,{{event}},<{ID}>,{WHO},{{words}},1,x@unodc.example
2026-11-26T04:43:01Z,,relay,SMTP,RECEIVE,<{ID}>,{WHO},,1,x@unodc.example
"""


def in_doubt(address: str = WHO) -> Letter:
    """Return a letter that the logs speak of."""
    return Letter(
        id=1,
        cause="mailing:1",
        kind=LetterKind.MAILING,
        study="study",
        template="circular",
        sender="study",
        address=address,
        language="en",
        role=Role.TO,
        tag=TAG,
        organisation="ORG000",
        mailing="circular",
        context={},
        state=DeliveryState.UNCERTAIN,
        attempts=1,
        planned_at=NOW,
        due_at=NOW,
    )


def fate(text: str, address: str = WHO) -> Fate | None:
    """Return what a log proves of the letter."""
    found = proven(text.splitlines(keepends=True), [in_doubt(address)], "log")
    return next((one.fate for one in found.values()), None)


def rfc3339(log: str) -> str:
    """Return a log of Postfix with the time stamps that newer systems write."""
    lines = (line.split(maxsplit=3)[3] for line in log.splitlines())
    return "".join(f"2026-11-26T04:43:01.123456+00:00 {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("delivery", "expected"),
    [
        (SENT, Fate.ARRIVED),
        (f"to=<new@member.example>, orig_to=<{WHO}>, {RELAY}, dsn=2.0.0, status=sent (250 ok)", Fate.ARRIVED),
        (f"to=<{WHO.upper()}>, {RELAY}, dsn=2.0.0, status=sent (250 ok)", Fate.ARRIVED),
        (f"to=<{WHO}>, {RELAY}, dsn=5.1.1, status=bounced (host mx said: 550 5.1.1 no such user, status=sent (yes))", Fate.BOUNCED),
        (f"to=<{WHO}>, relay=none, delay=9, delays=9/0/0/0, dsn=4.4.1, status=deferred (connect to mx: timed out)", Fate.TAKEN),
        (f"to=<somebody@else.example>, {RELAY}, dsn=2.0.0, status=sent (250 ok to=<{WHO}>, status=sent)", None),
        (f"to=<{WHO}>, {RELAY}, dsn=2.0.0, status=deliverable (250 ok)", None),
        ("from=<box@unodc.example>, size=1, nrcpt=1 (queue active)", None),
        (
            f"milter-reject: END-OF-MESSAGE from office[192.0.2.7]: 5.7.1 no; from=<b@unodc.example> to=<{WHO}> proto=ESMTP helo=<o>",
            Fate.REFUSED,
        ),
    ],
)
@pytest.mark.parametrize("stamped", [str, rfc3339])
def test_postfix(delivery: str, expected: Fate | None, stamped: type[str]) -> None:
    """The lines of a queue id speak of the Message-ID that stands in one of them, until the id is another message's."""
    assert fate(stamped(POSTFIX.format(delivery=delivery))) is expected


def test_postfix_tries_until_it_gives_up() -> None:
    """The last line about a recipient holds; `expired` names none, and is about all that wait."""
    waits = f"to=<{WHO}>, relay=none, delay=9, dsn=4.4.1, status=deferred (timed out)"
    queue = "Nov 26 04:43:02 relay postfix-out/qmgr[90]: 4F1A2B3C4D: "
    assert fate(POSTFIX.format(delivery=f"{waits}\n{queue}{SENT}")) is Fate.ARRIVED
    assert fate(POSTFIX.format(delivery=f"{waits}\n{queue}from=<b@unodc.example>, status=expired, returned to sender")) is Fate.BOUNCED


BEHIND = f"""\
Nov 26 04:43:01 relay postfix/cleanup[412]: 4F1A2B3C4D: message-id=<{ID}>
Nov 26 04:43:02 relay postfix/cleanup[414]: 7C00000001: message-id=<{{other}}>
Nov 26 04:43:02 relay postfix/lmtp[413]: 4F1A2B3C4D: to=<{WHO}>, relay=127.0.0.1[127.0.0.1]:10024, dsn=2.0.0, status=sent \
(250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as 7C00000001)
Nov 26 04:43:03 relay postfix/smtp[415]: 7C00000001: {{delivery}}
"""
BEHIND_EXIM = f"""\
2026-11-26 04:43:01 1tFkAb-000000001Yz-0aBc <= box@unodc.example H=(office) [192.0.2.7] P=esmtpsa S=61034 id={ID}
2026-11-26 04:43:02 1tFkAd-000000001Yz-0aBc <= box@unodc.example H=localhost [127.0.0.1] P=esmtp S=61034 id={{other}}
2026-11-26 04:43:02 1tFkAb-000000001Yz-0aBc => {WHO} R=amavis T=amavis H=127.0.0.1 [127.0.0.1] C="250 OK id=1tFkAd-000000001Yz-0aBc"
2026-11-26 04:43:03 1tFkAd-000000001Yz-0aBc {{delivery}}
"""


@pytest.mark.parametrize(
    ("log", "delivery", "expected"),
    [
        (BEHIND, f"to=<{WHO}>, {RELAY}, dsn=5.1.1, status=bounced (550 5.1.1 unknown)", Fate.BOUNCED),
        (BEHIND, f"to=<{WHO}>, relay=none, dsn=4.4.1, status=deferred (timed out)", Fate.TAKEN),
        (BEHIND, f"to=<{WHO.upper()}>, {RELAY}, dsn=2.0.0, status=sent (250 ok)", Fate.ARRIVED),
        (BEHIND, "from=<box@unodc.example>, size=1, nrcpt=1 (queue active)", Fate.TAKEN),
        (BEHIND_EXIM, f"** {WHO} R=dnslookup T=remote_smtp: 550 unknown", Fate.BOUNCED),
        (BEHIND_EXIM, f"== {WHO} R=dnslookup T=remote_smtp defer (-44): later", Fate.TAKEN),
    ],
)
def test_what_went_through_a_filter_is_judged_by_what_became_of_it_behind_that(log: str, delivery: str, expected: Fate) -> None:
    """The filter gives it back to the server, which notes it once more: that the filter has it is no proof that it arrived."""
    found = proven(log.format(other=ID, delivery=delivery).splitlines(keepends=True), [in_doubt()], "log")
    assert [one.fate for one in found.values()] == [expected]
    assert fate(log.format(other="another@else.example", delivery=delivery)) is Fate.ARRIVED


def test_postfix_throws_away() -> None:
    """What the daemon `discard` calls sent went nowhere."""
    assert fate(POSTFIX.format(delivery=SENT).replace("postfix/smtp[", "postfix/discard[")) is None


@pytest.mark.parametrize(
    ("delivery", "expected"),
    [
        (f'=> {WHO} R=dnslookup T=remote_smtp H=mx [192.0.2.9] X=TLS1.3 C="250 2.0.0 OK"', Fate.ARRIVED),
        (f"=> person <{WHO}> R=local_user T=maildir_home", Fate.ARRIVED),
        (f"-> {WHO} R=dnslookup T=remote_smtp H=mx [192.0.2.9]", Fate.ARRIVED),
        (f"** {WHO} R=dnslookup T=remote_smtp H=mx [192.0.2.9]: SMTP error after RCPT TO: 550 no such user", Fate.BOUNCED),
        (f"** {WHO}: Unrouteable address", Fate.BOUNCED),
        (f"== {WHO} R=dnslookup T=remote_smtp defer (-44): 451 later", Fate.TAKEN),
        (f"=> :blackhole: <{WHO}> R=system_aliases", None),
        (f'=> somebody@else.example R=dnslookup T=remote_smtp C="250 <{WHO}> ok"', None),
    ],
)
def test_exim(delivery: str, expected: Fate | None) -> None:
    """The lines of a message's id speak of the Message-ID in the line of its arrival; ids were shorter before Exim 4.97."""
    log = EXIM.format(delivery=delivery)
    assert fate(log) is expected
    assert fate(log.replace("-000000001Yz-0aBc", "-0001Yz-0a")) is expected
    assert fate("".join(f"Nov 26 04:43:01 relay exim[77]: {line}\n" for line in log.splitlines())) is expected


@pytest.mark.parametrize(
    ("status", "steps", "expected"),
    [
        ("Delivered", "Receive, Send", Fate.ARRIVED),
        ("Delivered", "Receive, Defer, Deliver", Fate.ARRIVED),
        ("Failed", "Receive, Fail", Fate.BOUNCED),
        ("Pending", "Receive, Defer", Fate.TAKEN),
        ("Quarantined", "Quarantine", None),
    ],
)
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_microsoft_365(status: str, steps: str, expected: Fate | None, sign: str) -> None:
    """The exports of the admin centre and of PowerShell, and the enhanced summary; separated as the computer's language wants it."""
    table = GET_MESSAGE_TRACE.replace('","', f'"{sign}"').replace('",,"', f'"{sign}{sign}"')
    assert fate(table.format(status=status)) is expected
    assert fate(ENHANCED.format(status=steps)) is expected


@pytest.mark.parametrize(
    ("event", "expected"), [("SEND", Fate.ARRIVED), ("DELIVER", Fate.ARRIVED), ("FAIL", Fate.BOUNCED), ("DEFER", Fate.TAKEN)]
)
def test_the_extended_report_of_microsoft_365(event: str, expected: Fate) -> None:
    """It has a line for each step, the newest first or last."""
    head, *lines = EXTENDED.format(event=event, words="250 2.0.0 OK").splitlines(keepends=True)
    assert fate("".join([head, *lines])) is fate("".join([head, *reversed(lines)])) is expected


def every_log() -> Iterator[str]:
    """Yield a log of each kind that says that the letter arrived."""
    yield POSTFIX.format(delivery=SENT)
    yield EXIM.format(delivery=f"=> {WHO} R=dnslookup T=remote_smtp")
    yield GET_MESSAGE_TRACE.format(status="Delivered")
    yield ENHANCED.format(status="Receive, Send")
    yield EXTENDED.format(event="SEND", words="")


@pytest.mark.parametrize("log", list(every_log()))
def test_whoever_knows_a_message_id_proves_nothing_with_it(log: str) -> None:
    """Its recipient may put it into mail to somebody else, and so it counts only for the address that the letter was for."""
    assert fate(log) is Fate.ARRIVED
    assert fate(log, "other@member.example") is None
    assert fate(log.replace(TAG, "aaaaaaaaaaaaaaaa")) is None


def test_what_is_no_log_is_told_with_what_is() -> None:
    """The kinds that can be read are named, those of a new file too."""
    assert {"Postfix", "Exim", "Microsoft 365"} <= logs().keys()
    with pytest.raises(ConfigurationError, match="no log that can be read") as refused:
        proven(["Dear Sir,\n", "it has arrived.\n"], [in_doubt()], "letter.txt")
    assert all(name in refused.value.remedy for name in logs())
