"""The rules of intents: every module here with an object `RULE` is one, and finds one intent in what a person said."""
