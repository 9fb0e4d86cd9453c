"""Letters: what each says and is called, what came of it, and what can be shown of it."""
