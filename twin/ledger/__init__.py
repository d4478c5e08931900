"""What was planned, delivered and observed? The quantities of Sharing Cities with their places and sources."""
