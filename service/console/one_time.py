"""Secrets that are handed out once: the store keeps their hash alone, so that its copies let nobody in."""

from __future__ import annotations

import hashlib


def hashed(secret: str) -> str:
    """Return what the store keeps of a secret of 128 random bits or more: its SHA-256, as hexadecimal digits."""
    return hashlib.sha256(secret.encode()).hexdigest()
