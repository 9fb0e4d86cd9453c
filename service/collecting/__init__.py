"""Taking in: mail is fetched and kept, then read in the cage and understood."""
