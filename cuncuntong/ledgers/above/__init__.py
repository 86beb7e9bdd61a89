"""Our side of the province's systems (上级系统): what is handed over, and ledgers fetched from there."""
