"""Which way does each vehicle take? Ways to every destination, and the equilibrium of a day type."""
