"""Sealed data: SM4-GCM with versioned keys, and keyed SM3 indexes to find it by."""
