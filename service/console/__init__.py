"""Who comes in at the console: users, passwords, and single sign-on."""
