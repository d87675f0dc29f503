"""Owns asking a service over the network: patiently, within bounds, without telling secrets."""
