"""The two databases, for tests of the service that concern both."""

from __future__ import annotations

from tests.store.conftest import postgresql, url

__all__ = ["postgresql", "url"]
