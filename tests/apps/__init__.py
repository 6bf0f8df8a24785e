"""The tutorials for vendors, run as they are written."""
