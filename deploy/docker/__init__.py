"""How Samspil runs in containers: images, what they are told, and the secrets they read."""
