"""An IMAP server in a process of its own, for the demo and the tests: pymap, in memory, with one user and an empty INBOX."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Coroutine, Generator
from typing import Any

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer
from pysasl.hashing import BuiltinHash

from demo.child import end_with_parent, tell


def keep_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """Let the loop hold its tasks: pymap forgets some of its own, and since Python 3.13 they were collected while a client needed them."""
    alive: set[asyncio.Future[Any]] = set()

    def factory(
        loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, Any] | Generator[Any, None, Any], **options: Any
    ) -> asyncio.Future[Any]:
        task = asyncio.Task(coroutine, loop=loop, **options)
        alive.add(task)
        task.add_done_callback(alive.discard)
        return task

    loop.set_task_factory(factory)


async def serve(host: str, port: int, user: str, password: str) -> None:
    """Serve until the process ends; the port is told when it listens."""
    keep_tasks(asyncio.get_running_loop())
    arguments = argparse.Namespace(
        host=[host],
        port=port,
        debug=False,
        cert=None,
        key=None,
        tls=False,
        proxy_protocol=None,
        passlib_cfg=None,
        inherited_sockets=None,
        demo_data=False,
        demo_user=user,
        demo_password=password,
    )
    # The one password is nobody's secret; half a million rounds of hashing a login would only slow the demo.
    backend, config = await DictBackend.init(arguments, hash_context=BuiltinHash(rounds=1))
    config.apply_context()
    on_connection = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(backend.login, config))
    server = await asyncio.start_server(on_connection, host, port)
    tell(port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


def main() -> None:
    """Run the server as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--user", required=True)
    parser.add_argument("--password", required=True)
    arguments = parser.parse_args()
    end_with_parent()
    asyncio.run(serve(arguments.host, arguments.port, arguments.user, arguments.password))


if __name__ == "__main__":
    main()
