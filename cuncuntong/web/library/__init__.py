"""The policy library, the question-and-answer handbook and the archive institutions, for staff and public."""
