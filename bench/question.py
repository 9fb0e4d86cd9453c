"""A child of `bench.growth`: understands the messages of a folder in an installation, and prints the processor's ms that each took.

It imports nothing of this package, since it runs with the packages of the checkout that is measured.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from domain.ports import Location
from service.collecting.understand import understand
from service.installation import config
from service.studies.at_work import at_work
from service.wiring import open_service
from store import message_places, messages

_NOW = datetime(2012, 4, 16, 9, 0, tzinfo=UTC)


def main() -> None:
    """Archive and record the messages, then understand one after the other; each must be a question."""
    raws = [file.read_bytes() for file in sorted(Path(sys.argv[1]).glob("*.eml"))]
    took: list[float] = []
    with open_service(config.load(Path(), {})) as service:
        hashes = service.store.archive.put(raws)
        with service.store.transaction() as tx:
            places = [Location("imap://returns@imap.example", "INBOX", 1, str(number)) for number in range(len(raws))]
            message_places.take_in(tx, [(place, sha256, _NOW) for place, sha256 in zip(places, hashes, strict=True)])
        with service.store.reading() as tx:
            waiting = messages.pending(tx, len(raws))
            studies = at_work(service, tx)
        for message in waiting:
            began = time.process_time()
            kind = understand(service, message, studies, _NOW)
            took.append((time.process_time() - began) * 1000)
            assert kind == "question", kind
    print(json.dumps(took))


if __name__ == "__main__":
    main()
