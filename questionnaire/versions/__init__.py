"""The versions of a questionnaire: what differs in meaning from one to the next, and all of them put together without a loss."""
