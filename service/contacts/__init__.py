"""Whom a study writes to: lists that are loaded, where each contact stands, and who owes an answer."""
