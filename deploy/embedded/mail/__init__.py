"""The mailbox of the embedded stack: takes every mail the services send and shows it on a page."""
