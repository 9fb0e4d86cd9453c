"""An installation at work, whose page of List-Unsubscribe is asked over HTTP."""

from __future__ import annotations

from tests.service.conftest import kept, office

__all__ = ["kept", "office"]
