"""The documentation, and what draws and checks parts of it."""
