"""What is the world made of? Tables of declared columns, edits on them, and the balances they must keep."""
