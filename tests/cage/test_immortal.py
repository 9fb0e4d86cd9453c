"""What a process holds is immortal from then on, where its Python has such values: looking at it does not write to it."""

from __future__ import annotations

import json
import subprocess
import sys

_PROGRAM = """
import json, sys
from cage.immortal import immortalise
def counted(value):
    before = sys.getrefcount(value)
    several = [value] * 1000
    return sys.getrefcount(value) - before
def generated():
    return (one for one in "a text that nothing else holds")
held = {"list": [f"held {3}"], "text": f"held {4}", "number": 2**70 + len(sys.argv), "code": generated.__code__}
held |= {"name": generated.__code__.co_consts[1].co_name, "constant": generated.__code__.co_consts[-1], "class": type("Held", (), {})}
done = immortalise()
told = {name: counted(value) for name, value in held.items()}
print(json.dumps({"done": done, "held": told, "new": counted([f"new {5}"]), "values": repr(held["list"]), "sum": held["number"] - 2**70}))
"""


def test_what_is_held_is_counted_no_more_and_what_is_made_later_is() -> None:
    """Code, what it names and its constants are held by no cycle, and are immortal as well; before Python 3.12 nothing is done."""
    said = json.loads(subprocess.run([sys.executable, "-c", _PROGRAM], check=True, capture_output=True, text=True).stdout)
    has = sys.version_info >= (3, 12) and "t" not in sys.abiflags
    assert said["done"] is has
    assert set(said["held"].values()) == ({0} if has else {1000})
    assert said["new"] == 1000
    assert (said["values"], said["sum"]) == ("['held 3']", 1)


def test_a_process_whose_values_are_immortal_ends_well() -> None:
    """Python takes itself apart at the end, and a development build looks at every count then."""
    program = "from cage.immortal import immortalise; import json, re, decimal; immortalise(); immortalise(); print(json.dumps([1.5]))"
    ended = subprocess.run([sys.executable, "-X", "dev", "-c", program], check=True, capture_output=True, text=True)
    assert (ended.stdout, ended.stderr) == ("[1.5]\n", "")
