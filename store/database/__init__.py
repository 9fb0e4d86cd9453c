"""The database: how it is connected to, what a transaction is, what all tables are made with, and the leases of those who share it."""
