"""Nothing lost, nothing twice, in order: shown under faults, on the real Kafka and PostgreSQL (`make faults`)."""
