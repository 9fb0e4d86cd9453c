"""The process itself: how it stops, what only one of several does at a time, and what it works out beside its pages."""
