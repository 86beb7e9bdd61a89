"""The employers' own site under /p/employer/: registering, posting, and what came of it. No staff account."""
