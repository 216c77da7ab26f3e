"""Hybrid retrieval over published records: lexical and dense indexes, fusion, atomic swap."""
