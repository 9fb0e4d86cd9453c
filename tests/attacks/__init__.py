"""What people tried, or might try, against a study at work: an attack a file, with its honest counterpart."""
