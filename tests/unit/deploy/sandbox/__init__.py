"""The sandbox for vendors, without a stack."""
