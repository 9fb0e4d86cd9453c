"""The people of the demo: they read the letter that they got, fill the workbook by what they see in it, and write back.

They know only what a person can see: this package imports nothing of the house.
"""

from demo.respondents.files import send, without, zipped
from demo.respondents.filling import Entry, Place, fill
from demo.respondents.letter import Received, open_letter
from demo.respondents.machines import delivery_report, out_of_office
from demo.respondents.writing import answer, forward, fresh

__all__ = [
    "Entry",
    "Place",
    "Received",
    "answer",
    "delivery_report",
    "fill",
    "forward",
    "fresh",
    "open_letter",
    "out_of_office",
    "send",
    "without",
    "zipped",
]
