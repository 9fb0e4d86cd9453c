"""The installation's own settings, and what they open: plug-ins, passwords, logins, the archive."""
