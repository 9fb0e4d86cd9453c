"""Rulings, as every verb that decides makes them: what a person says, the entry that the journal gets of it, and the case that it opens."""
