"""What goes out: letters merged, set as PDF, composed as MIME, and handed to a transport."""
