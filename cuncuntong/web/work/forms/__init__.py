"""Forms of employers and postings, for the staff's screens and the employers' own site alike."""
