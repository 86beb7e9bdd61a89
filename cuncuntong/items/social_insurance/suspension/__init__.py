"""What item 37 consists of: its form, what its rules look at, the rules, and its effect in words."""
