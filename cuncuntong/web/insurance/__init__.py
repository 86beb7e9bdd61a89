"""What the province keeps of insurance, as of its day, and what was declared here and is followed."""
