"""The libraries of machine code with which messages are read, loaded before anything else that the zygote imports.

The system puts a library where there is room, and so it does with each piece of memory that Python takes. Where the two come by turns, that
memory lies in pieces of a MiB between libraries: too small for huge pages, so that each fork copies an entry for every small page of
them, and each end takes it apart again. Here they come first, and all that Python takes later lies in one piece.
"""

from __future__ import annotations

from contextlib import suppress
from importlib import import_module
from typing import Final

from cage.zygote import Job

LIBRARIES: Final = (
    *("_bisect", "_blake2", "_bz2", "_contextvars", "_csv", "_ctypes", "_datetime", "_decimal", "_hashlib", "_heapq", "_json", "_lzma"),
    *("_multibytecodec", "_codecs_cn", "_codecs_hk", "_codecs_iso2022", "_codecs_jp", "_codecs_kr", "_codecs_tw", "_opcode", "_pickle"),
    *(
        "_posixsubprocess",
        "_random",
        "_sha2",
        "_sha512",
        "_socket",
        "_struct",
        "_typing",
        "_uuid",
        "_zoneinfo",
        "array",
        "binascii",
        "fcntl",
    ),
    *("math", "pyexpat", "resource", "select", "unicodedata", "zlib"),
    *("lxml.etree", "lxml._elementpath", "_cffi_backend", "cryptography.hazmat.bindings._rust", "python_calamine._python_calamine"),
    *("charset_normalizer.md", "charset_normalizer.cd"),
)
JOBS: Final[dict[bytes, Job]] = {}

for _name in LIBRARIES:
    with suppress(ImportError):  # Python may have one built in, and another system or version lacks some.
        import_module(_name)


def warm() -> None:
    """Do nothing: they are loaded."""
