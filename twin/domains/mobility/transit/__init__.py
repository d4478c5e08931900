"""How does one get there by public transport? Lines, stops, waits, changes and crowding."""
