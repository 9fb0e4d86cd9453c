"""What a person wants: heard in sentences, weighed as a whole, and what plain words say against it."""
