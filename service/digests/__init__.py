"""Digests: the facts of a study put together for its coordinators."""
