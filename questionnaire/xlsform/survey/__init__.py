"""The survey sheet as a whole: its columns, its groups, and what other programs would refuse of it."""
