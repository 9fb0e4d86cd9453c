"""Which cells ask for an answer: by locks, validations and colours, by where they stand, and by all their traits weighed."""
