"""Claims to come: who reaches the age, what is lacking, visits; entitlements explained; the calculator."""
