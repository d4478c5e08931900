"""Slow and obvious twin of one tick of charging."""


def home(hour, arrives, leaves):
    """Walk the hours from coming home until leaving, at least one."""
    h = arrives
    while True:
        if h == hour:
            return True
        h = (h + 1) % 24
        if h == leaves:
            return False


def tick(hour, cars, plugs, physics, dt_s):
    """Advance cars (dicts with battery, plug, socket, arrives, driven, done, near) by one tick; powers by car [W]."""
    capacity, efficiency, socket_power, below, leaves, point_power = physics
    for car in cars:
        if car["arrives"] == hour and not car["done"]:
            car["done"] = True
            car["battery"] -= min(car["driven"], car["battery"])
    for car in cars:
        here, room = home(hour, car["arrives"], leaves), car["battery"] < capacity * (1 - 1e-9)
        if not (here and room):
            car["plug"] = None
        elif car["socket"]:
            car["plug"] = "own"
    waiting = [
        car
        for car in cars
        if car["plug"] is None
        and not car["socket"]
        and home(hour, car["arrives"], leaves)
        and car["battery"] < below * capacity
    ]
    for car in sorted(waiting, key=lambda each: each["battery"]):
        for p in car["near"]:
            if sum(other["plug"] == p for other in cars) < plugs[p]:
                car["plug"] = p
                break
    powers = []
    for car in cars:
        limit = 0.0 if car["plug"] is None else socket_power if car["plug"] == "own" else point_power[car["plug"]]
        power = min(limit, max((capacity - car["battery"]) / (efficiency * dt_s), 0.0))
        car["battery"] += efficiency * power * dt_s
        powers.append(power)
    return powers


def stored(battery, limit, law, steps):
    """Walk through one tick in small steps; energy stored [J]."""
    at, dt = battery, law.dt_s / steps
    for _ in range(steps):
        left = (law.capacity - at) / ((1 - law.taper_from) * law.capacity)
        accept = law.accept * min(1.0, max(left, law.taper_least))
        at = min(at + law.efficiency * min(limit, accept) * dt, law.capacity)
    return at - battery


def use(speed, t_out, slope, car):
    """Energy from the battery per distance: up and down the slope, half of the way each [J/m]."""
    steady = car["mass"] * 9.81 * car["rolling"] + 0.5 * 1.2041 * car["drag"] * car["speeding"] * speed**2
    kinetic = car["mass"] * car["accelerating"] / 2
    rise = car["mass"] * 9.81 * abs(slope)
    up = (steady + kinetic + rise) / car["drive"] - car["regained"] * kinetic
    down = (steady + kinetic) / car["drive"] - car["regained"] * (kinetic + rise)
    climate = 0.0
    if t_out < car["comfort"][0]:
        climate = car["heating"] * (car["comfort"][0] - t_out)
    elif t_out > car["comfort"][1]:
        climate = car["cooling"] * (t_out - car["comfort"][1])
    return (up + down) / 2 + (car["idle"] + min(climate, car["most"])) / speed
