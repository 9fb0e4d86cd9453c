"""What people look at first: where a study, a mailing or an organisation stands, and the journal."""
