"""The cage: bytes that may be hostile are read in a process of their own, which can reach nothing but its one line to us."""
