"""A person's own words: what they quote, how they sign, and what programs and gateways add, cut away."""
