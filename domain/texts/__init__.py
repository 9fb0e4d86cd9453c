"""Texts as they are shown: made safe, isolated by direction, marked where a program might act on them, blanked where secret."""
