"""Our parts of Rasa's NLU pipeline; each is one thin adapter around knowledge/ and nlu/."""
