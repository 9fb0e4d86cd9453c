"""Messages, and how they are taken in: what each brought, where in mailboxes they are, and who reads them."""
