"""The nouns of telling: recipients, notices, designations, and the one function that says who is told what."""
