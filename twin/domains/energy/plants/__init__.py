"""Boilers, heat pumps, district heat, storage and emitters: what carriers does heat take?"""
