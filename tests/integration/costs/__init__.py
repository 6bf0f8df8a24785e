"""What each stage costs, in numbers that do not depend on the machine: SQL statements, commits, produced batches."""
