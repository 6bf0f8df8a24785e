"""The Kafka door, on the real broker: one answer for every record, and never two."""
