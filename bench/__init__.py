"""How fast the whole paths are, letters out and returns in, each beside a plain way of doing the same in the same run."""
