"""A DNS server of the tests' own on loopback: it knows the TXT records that it was given, and no other names; it fails for some."""

from __future__ import annotations

import socket
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

import dns.flags
import dns.message
import dns.rcode
import dns.rrset

from domain.mail.endpoint import NameServers
from tests.servers import HOST


@contextmanager
def name_server(texts: Mapping[str, Sequence[str]], fails: Collection[str] = ()) -> Iterator[NameServers]:
    """Run the server, which `fails` for these names, and yield how it is asked."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind((HOST, 0))
        threading.Thread(target=_serve, args=(listener, texts, fails), daemon=True).start()
        yield NameServers(servers=(HOST,), port=listener.getsockname()[1], timeout=30)


def _serve(listener: socket.socket, texts: Mapping[str, Sequence[str]], fails: Collection[str]) -> None:
    with suppress(OSError):
        while True:
            data, client = listener.recvfrom(4096)
            listener.sendto(_answer(dns.message.from_wire(data), texts, fails).to_wire(), client)


def _answer(asked: dns.message.Message, texts: Mapping[str, Sequence[str]], fails: Collection[str]) -> dns.message.Message:
    answer = dns.message.make_response(asked)
    answer.flags |= dns.flags.RA
    name = asked.question[0].name
    records = texts.get(name.to_text(omit_final_dot=True))
    if name.to_text(omit_final_dot=True) in fails:
        answer.set_rcode(dns.rcode.SERVFAIL)
    elif records is None:
        answer.set_rcode(dns.rcode.NXDOMAIN)
    elif records:
        answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *records))
    return answer
