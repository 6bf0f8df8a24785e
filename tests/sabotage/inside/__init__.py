"""What runs inside the sabotaged service: each file wraps one thing, and asks its switch each time it is used.

`WRAPS` names the modules it wraps. What they wrap must be there: a service whose code has moved on does not start.
"""
