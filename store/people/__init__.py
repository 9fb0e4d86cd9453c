"""Who is written to, and who signs in: organisations, contacts, lists, invitations, suppressions, and the users of the console."""
