"""Item 7: its form, what it looks at, its rules, and what it does to the ledger."""
