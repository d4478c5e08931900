"""Thermal zones: how warm do rooms get, and what heat and cold do they take?"""
