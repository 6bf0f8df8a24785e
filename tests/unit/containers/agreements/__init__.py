"""What must agree between the composition and the code. Each module's `faults` says in words what does not."""
