"""Sun on roofs, walls and windows, and what photovoltaics make of it."""
