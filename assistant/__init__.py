"""An assistant for the moment before a customer is told to pay a fee that may be wrong."""
