"""Cards that the province contradicts, and changes that it refused: looked at and decided."""
