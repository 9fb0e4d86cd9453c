"""What machines write: absences, bounces, complaints, receipts, lists; and the person who speaks in what looks like it."""
