"""An installation at work, for those who follow a page."""

from __future__ import annotations

from tests.service.conftest import kept, office
from tests.store.conftest import database, postgresql

__all__ = ["database", "kept", "office", "postgresql"]
