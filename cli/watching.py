"""What `run` and `serve` have in common for those who watch them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from domain.errors import ConfigurationError

if TYPE_CHECKING:
    from service.installation.public import HealthTable

HealthPort = Annotated[
    int | None,
    typer.Option("--health", min=0, max=65535, help="The port at which to serve /livez, /readyz and /metrics; 0 takes a free one."),
]
HealthHost = Annotated[str, typer.Option("--health-host", help="The address of this machine at which they are served.")]


def health_table(port: int | None, host: str) -> HealthTable | None:
    """Return where whoever watches is answered; None where no port is given. ConfigurationError where the host is no address."""
    from ipaddress import ip_address

    from service.installation.public import HealthTable

    if port is None:
        return None
    try:
        return HealthTable(host=str(ip_address(host)), port=port)
    except ValueError:
        remedy = "Write an IP address, such as 127.0.0.1, or 0.0.0.0 for every one of this machine."
        raise ConfigurationError(f"{host!r} is no IP address.", where="--health-host", remedy=remedy) from None
