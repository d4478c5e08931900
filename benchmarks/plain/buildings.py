"""How does a building, or a lamp, live as one Python object? 5R1C of the standard, carriers, emissions and bills."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa

if TYPE_CHECKING:
    from benchmarks.plain.town import Town

OFF, NO_COOLING, STATES = -99.0, 1.0e3, ("t_mass", "t_air")
DISTRICT, ELECTRIC, NO_FUEL = 2, 3, 4


class Building(mesa.Agent):
    """One heated building (ISO 13790, C.3 and C.4.2); its numbers are plain floats of its own."""

    def __init__(self, town: Town, facts: dict[str, Any]) -> None:
        super().__init__(town)
        self.__dict__.update(facts)
        self.heat = self.electricity = self.gas = self.co2_year = self.bill_year = 0.0

    def solve(self, power: float, phi: tuple[float, float, float], h: tuple[float, ...]) -> tuple[float, float]:
        """Mass at the end and mean air temperature of the hour, under the couplings of the hour."""
        h_ve, per_air, per_surface, to_mass, keep, per_step, t_out = h
        at_air = phi[0] + power + h_ve * t_out
        at_surface = phi[1] + self.h_w * t_out + self.h_is * per_air * at_air
        end = (self.t_mass * keep + phi[2] + self.h_em * t_out + to_mass * at_surface) * per_step
        surface = (self.h_ms * 0.5 * (self.t_mass + end) + at_surface) * per_surface
        return end, (self.h_is * surface + at_air) * per_air

    def hour(self) -> None:
        """Who is inside and what they want, then heat, carriers, emissions and the bill."""
        town, use, fuel, area = self.model, self.use, self.fuel, self.area
        here, busy = town.people_home[self.row], town.people_work[self.row]
        people, drop = here + busy, 0.0
        if self.residents > 0.0:
            drop = town.drops[0] if town.night else town.drops[1] * (1.0 - min(here / self.residents, 1.0))
            present = people / self.residents
        else:
            present = 0.0
            if busy <= 0.0:
                drop = town.drops[2]
        setpoint = OFF
        if town.heating_on[use] and fuel < NO_FUEL:
            setpoint = min(town.day_setpoint + self.offset - drop, self.setpoint_limit)
        cooling = town.cooling_setpoint if self.cooled and not town.in_season else NO_COOLING
        if use == 0:
            electricity = self.households * (town.household_base + town.use_electricity[0] * present)
            water = town.use_hot_water[0] * area * present
        else:
            electricity, water = town.use_electricity[use] * area, town.use_hot_water[use] * area
        gain = town.person_gain * people + town.appliance_gain * electricity
        north, east, south, west = self.aperture
        sun = town.sun
        solar = (north * sun[0] + east * sun[1] + south * sun[2] + west * sun[3]) * town.shutters
        t_out, t_air = town.t_out, self.t_air
        h_ve = self.h_leak + self.h_use
        if t_air > town.airing_above and t_out < t_air:
            h_ve = self.h_leak + max(self.h_use, self.h_summer)
        phi_hc, self.t_mass, self.t_air = self.balance(gain, solar, h_ve, setpoint, cooling)
        heat, cold = (phi_hc, 0.0) if phi_hc > 0.0 else (0.0, -phi_hc)
        final = heat / self.eta_heat + water / self.eta_water
        electricity += cold / town.cooling_efficiency + (final if fuel >= ELECTRIC else 0.0)
        carriers = (final if fuel == 0 else 0.0, final if fuel == 1 else 0.0, final if fuel == DISTRICT else 0.0)
        self.heat, self.gas, self.electricity = heat, carriers[0], electricity
        self.settle(*carriers, electricity)

    def balance(
        self, gain: float, solar: float, h_ve: float, setpoint: float, cooling: float
    ) -> tuple[float, float, float]:
        """Plant's power, mass at the end and air temperature: free float, trial, interpolation, capacity."""
        t_out, h_is, h_ms = self.model.t_out, self.h_is, self.h_ms
        shared = 0.5 * gain + solar
        phi = (0.5 * gain, self.share_st * shared, self.share_m * shared)
        per_air = 1.0 / (h_is + h_ve)
        h_2 = h_ve * h_is * per_air + self.h_w
        per_surface = 1.0 / (h_ms + h_2)
        half, c_h = 0.5 * (h_2 * h_ms * per_surface + self.h_em), self.c_m / 3600.0
        h = (h_ve, per_air, per_surface, h_ms * per_surface, c_h - half, 1.0 / (c_h + half), t_out)
        end, air = self.solve(0.0, phi, h)
        if setpoint <= air <= cooling:
            return 0.0, end, air
        target = setpoint if air < setpoint else cooling
        trial = 10.0 * self.area
        tried = self.solve(trial, phi, h)[1]
        power = min(max(trial * (target - air) / (tried - air), -self.cool_max), self.heat_max)
        return power, *self.solve(power, phi, h)

    def settle(self, gas: float, oil: float, district: float, electricity: float) -> None:
        """Emissions and bill of the hour."""
        town = self.model
        a, b, c, d = town.co2_factors
        self.co2 = gas * a + oil * b + district * c + electricity * d
        self.nox = gas * town.nox_factors[0] + oil * town.nox_factors[1]
        self.pm10 = gas * town.pm10_factors[0] + oil * town.pm10_factors[1]
        self.co2_year += self.co2 * 3600.0
        a, b, c, d = town.prices
        bill = 3600.0 * (gas * a + oil * b + district * c + electricity * d)
        self.bill = bill * town.business_price if use_is_business(self.use) else bill
        self.bill_year += self.bill


def use_is_business(use: int) -> bool:
    """Whether a building is billed as a business."""
    return use != 0


class Lamp(mesa.Agent):
    """One street lamp."""

    def __init__(self, town: Town, facts: dict[str, Any]) -> None:
        super().__init__(town)
        self.__dict__.update(facts)  # rated_power, dim_level, dim_from, dim_to
        self.power = self.energy_year = self.hours_year = 0.0

    def hour(self) -> None:
        """Burn for an hour."""
        town, a, b = self.model, self.dim_from, self.dim_to
        hour, burning = town.clock_hour, 1.0 - town.sun_up
        dimmed = a <= hour < b if a <= b else hour >= a or hour < b
        self.power = power = self.rated_power * burning * (self.dim_level if dimmed else 1.0)
        self.energy_year += power * 3600.0
        self.hours_year += burning
        self.co2 = power * town.intensity
        self.bill = power * town.lamp_price * 3600.0
