"""Upkeep: the whole store copied and compared, its originals read over, and whose they are."""
