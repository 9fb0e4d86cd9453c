"""What comes back: mailboxes, and a message parsed, classified, matched and decided. Knows no store and no clock."""
