"""What people use in buildings: electricity, hot water, and the heat that both give."""
