"""Events turned into notifications and deliveries, once."""
