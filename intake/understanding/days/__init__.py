"""The days that words name: found by templates of `languages/`, and reckoned from the day of writing."""
