"""Servers of mail and how they are spoken to, the addresses that carry a reference or a secret, and how letters left."""
