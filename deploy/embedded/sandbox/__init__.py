"""A page for vendors: what an app reports over either door, what it is answered, and what it is told, as it happens.

Only a stack started with `samspil up --sandbox` has it. It reads the apps' topics as a user of its own that may write
nothing, the services' receipts and the delivery log read-only, and refusals from their logs; and it takes webhooks
itself. `board` keeps what is shown, the sources put lines on it, `page` shows them.
"""
