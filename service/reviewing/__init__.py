"""Answers as a person looks them through: compared, traced to their cells, and put right."""
