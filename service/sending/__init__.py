"""Sending what waits in the outbox: paced, side by side, nothing twice, and what is in doubt settled."""
