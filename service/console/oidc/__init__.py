"""Single sign-on by OpenID Connect: the way to a provider and back, and what of its answer is believed. It knows no user and no store."""
