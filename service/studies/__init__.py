"""A study as it runs: its folder read into values, its versions, its questionnaire, and what earlier rounds say."""
