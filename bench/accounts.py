"""The same letters by one account without signatures, and by two accounts with DKIM: what the second server and the signing cost.

Two mailings to everybody, of two senders. Either way there are as many connections in all, and every attempt stands in the ledger. Nobody
logs in, since smtp-sink does not know how; a login is one exchange a connection.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.ground import HOST, NOW, Measured, peak_memory, plan_mailing, prepare, study, timed
from domain.letter import DeliveryState, Outcome
from service.authoring.drafts import apply
from service.installation import config
from service.installation.install import SAMPLE
from service.sending.send import send_due
from service.wiring import Service, open_service
from store import deliveries, outbox
from tests.mailer import signing
from tests.service.two_transports import BOTH, NAME, choose_transport

CONNECTIONS = 8  # in all


def ready(home: Path, organisations: int, ports: Sequence[int], connections: int = CONNECTIONS, *, signed: bool) -> None:
    """Make an installation in which nothing was sent yet; with two servers one of the senders has its own."""
    prepare(home, organisations)
    _settle(home, ports, connections, signed=signed)
    if len(ports) > 1:
        choose_transport(home)
        with _opened(home) as service:
            apply(service, SAMPLE, NOW, by="bench")


def run(home: Path, organisations: int, accounts: int, *, signed: bool) -> Measured:
    """Plan and send both mailings to everyone, and return how long it took."""
    letters = len(BOTH) * organisations
    with _opened(home) as service:
        running = study(service)
        with timed(service.store) as watch:
            with service.store.transaction() as tx:
                for name in BOTH:
                    plan_mailing(tx, running, running.study.mailing(name), NOW)
            sent = send_due(service, NOW)
        assert sent.outcomes[Outcome.SENT.value] == letters, sent
        with service.store.reading() as tx:
            assert deliveries.counts(tx, running.study.id) == {DeliveryState.SENT.value: letters}
            attempts, last = outbox.attempts(tx, range(1, letters + 1)), outbox.recorded(tx, service.store.archive, letters)
    assert last is not None
    assert len(attempts) == letters
    assert len({one.transport for one in attempts}) == accounts
    assert (b"DKIM-Signature:" in last.data) == signed
    return Measured(count=letters, seconds=watch.seconds, cpu=watch.cpu, memory=peak_memory(), commits=watch.commits, size=len(last.data))


@contextmanager
def _opened(home: Path) -> Iterator[Service]:
    with open_service(config.load(home, {})) as service:
        yield service


def _settle(home: Path, ports: Sequence[int], connections: int, *, signed: bool) -> None:
    """Write the settings: the servers, which share the connections, and the keys of both senders' domains."""
    common = {"kind": "smtp", "host": HOST, "security": "none", "connections": connections // len(ports)}
    names = ("[transport]", f"[transports.{NAME}]")
    sections: dict[str, Mapping[str, object]] = {name: common | {"port": port} for name, port in zip(names, ports, strict=False)}
    if signed:
        signing.write(home / "rsa.pem", signing.rsa())
        for domain in ("itu.example", "unodc.example"):
            sections[f"[[dkim]] # {domain}"] = {"domain": domain, "selector": "s", "key_file": "rsa.pem"}
    lines = (f"{name}\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in keys.items()) for name, keys in sections.items())
    (home / config.FILE).write_text("".join(lines), encoding="utf-8")


def _toml(value: object) -> str:
    return str(value) if isinstance(value, int) else f'"{value}"'
