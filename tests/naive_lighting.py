"""Slow and obvious twin of the lighting kernel."""


def burn(sun_up, hour, rated, level, dim_from, dim_to):
    """Mean power of one lamp in one hour [W]."""
    dimmed, clock = False, dim_from
    while clock != dim_to:  # walk round the clock from the first dimmed hour
        dimmed = dimmed or clock == hour
        clock = (clock + 1) % 24
    return rated * (1.0 - sun_up) * (level if dimmed else 1.0)
