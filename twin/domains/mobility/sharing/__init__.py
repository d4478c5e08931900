"""Which shared bicycles and cars are at hand, and where do they end up?"""
