"""How fast the real code paths are, held against what they could be: `make bench`."""
