"""Single-zone cases of ASHRAE 140-2020, section 5.2: what they prescribe, their sun, what the twin makes of them."""
