"""Approving a mailing: what just was looked at may be sent, and nothing else; cancelling it."""
