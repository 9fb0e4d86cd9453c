"""What can be asked over HTTP: so far, that no more mailings go to the recipient of a letter (RFC 8058)."""
