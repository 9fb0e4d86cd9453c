"""Keeping what is kept: backups, moves into another database or bucket, and what is done where an older copy was put back."""
