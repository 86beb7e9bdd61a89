"""What goes to the province's systems and comes from there, for those who follow it."""
