"""How the NLU training data is written: ways of asking × words, in the spellings people use."""
