"""Studies, their questionnaires and their approval."""
