"""The whole system on one machine: the real Kafka, PostgreSQL and Zipkin, without Docker and without root.

`stack.Stack` is the way in; each part has a module or folder of its own; `supervisor` starts, watches and stops them.
"""
