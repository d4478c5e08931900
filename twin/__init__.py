"""An open, agent-based digital twin of a demonstration district."""

__version__ = "0.1.0"
