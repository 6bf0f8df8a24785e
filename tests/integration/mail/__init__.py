"""Mail to relatives, on the real parts."""
