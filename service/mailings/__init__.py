"""Mailings: when each is due and to whom it goes, looked at before it leaves, planned, or asked for by a person."""
