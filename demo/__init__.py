"""The demo: the model study played to its deadline on embedded mail servers, by a script that also says what must come of it."""
