"""Deliveries to apps: the queue on a database of its own, and webhooks of a running service."""
