"""Making a study: its drafts, what applying them would change, and workbooks of one's own that are taken as questionnaires."""
