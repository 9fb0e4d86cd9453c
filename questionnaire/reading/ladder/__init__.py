"""Where each answer stands: the rungs by which it is found (name, key, label, address), one a file, and what they agree on."""
