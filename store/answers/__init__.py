"""Submissions, and what counts of them: by the studies that ask, with what was put right at the desk."""
