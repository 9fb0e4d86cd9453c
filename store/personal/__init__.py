"""Where people stand, and how they are erased: personal data in the tables, and for how long it is kept."""
