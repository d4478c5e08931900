"""Loops of mobility over arrays: shortest routes, daily plans, tour utilities and the loading of the streets."""
