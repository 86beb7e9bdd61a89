"""What items 2, 5 and 8 share: recommendations as an answer at the counter, with their reasons."""
