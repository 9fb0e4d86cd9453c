"""Backups: a whole installation in one file, which is checked without being restored, and put back into an empty folder."""
