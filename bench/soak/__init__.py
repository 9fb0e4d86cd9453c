"""A soak: `python -m bench.soak` plays three rounds of a study in one installation, and looks after each event whether all is in order."""
