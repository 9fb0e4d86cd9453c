"""Deciding what waits for a person, by whichever door: what it would change, who is told, and how it is undone."""
