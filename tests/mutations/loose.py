"""The types of openpyxl, as loose as they are used here: its own know of merged cells and read-only sheets in every place."""

from __future__ import annotations

from typing import Any

Cell = Any
Worksheet = Any
