"""All libraries of machine code are loaded before the zygote's memory grows."""

from __future__ import annotations

import os
import subprocess
import sys

from intake.understanding.modules import MODULES

_LOADED = """
import sys
from importlib import import_module
from importlib.machinery import EXTENSION_SUFFIXES
from cage import zygote

def loaded():
    return {name for name, one in sys.modules.items() if (getattr(one, "__file__", None) or "").endswith(tuple(EXTENSION_SUFFIXES))}

first, *others = sys.argv[1:]
import_module(first)
before = loaded()
for name in others:
    import_module(name).warm()
zygote._load()
print(*sorted(loaded() - before), *({"pydantic", "openpyxl"} & sys.modules.keys()))
"""


def test_no_library_is_loaded_after_them() -> None:
    """Else memory that Python takes would lie in pieces between libraries, and every fork would cost more; nor one without need."""
    environment = {"PYTHONPATH": os.pathsep.join(sys.path)}
    said = subprocess.run([sys.executable, "-c", _LOADED, *MODULES], env=environment, check=True, capture_output=True, text=True)
    assert said.stdout.split() == []
