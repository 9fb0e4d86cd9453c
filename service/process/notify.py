"""Telling systemd how the service is, by datagrams to a socket that it names (sd_notify(3), "Notes": the protocol is stable)."""

from __future__ import annotations

import os
import socket
from contextlib import suppress


def notify(state: str) -> bool:
    """Send a state, as `READY=1`, and say whether that was possible. Where no socket is named, or nobody listens, nothing fails."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return False
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
        line.setblocking(False)  # Where nobody reads what is sent, nobody is to wait for it.
        # An @ stands for the zero byte with which an abstract name begins.
        line.sendto(state.encode(), f"\0{address[1:]}" if address[0] == "@" else address)
        return True
    return False


def watchdog_seconds() -> float:
    """Return within how many seconds systemd wants to hear of this process each time; 0 where it does not ask (sd_watchdog_enabled(3))."""
    told, of = os.environ.get("WATCHDOG_USEC", ""), os.environ.get("WATCHDOG_PID", "")
    meant = of in {"", str(os.getpid())}
    return int(told) / 1_000_000 if told.isdecimal() and meant else 0.0
