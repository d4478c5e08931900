"""How do the day's vehicles move through the streets? Link queues with signals, spillback and parking, event by event."""
