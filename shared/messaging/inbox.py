"""The inbox: what each reader of Kafka has taken in, whatever it read."""

MARK = "INSERT INTO inbox (id) SELECT unnest($1::uuid[]) ON CONFLICT DO NOTHING RETURNING id"
"""Marks these ids (sorted, or two readers wait for each other) and gives those that were new. The first statement."""
