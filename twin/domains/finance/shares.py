"""Whose is a building's money? Who owns its flats, who lives in them, and what each household pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.state.codes import Ownership, Payer, Tenure, Use

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.world import World

_ROUNDING = 1e-9  # of parts that add up to a whole


def homes_of(world: World) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Building of each household, and whether it has one. (H,), (H,)"""
    home = np.asarray(world.table("households")["home"])
    return home, home >= 0


def households_in(world: World, which: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
    """Households of each building, all or some. (B,) [1]"""
    home, there = homes_of(world)
    rows = home[there if which is None else there & which]
    return np.bincount(rows, minlength=len(world.table("buildings"))).astype(np.float64)


def floor_parts(world: World) -> NDArray[np.float64]:
    """Part of its building's floor that each household's flat has, as property shares stand in for. (H,) [1]

    What is left of a building are its shops and the flats that nobody is registered in.

    Notes
    -----
    Costs of common parts are shared in proportion to the value of each property (Civil Code art. 1123); of values
    within a building only floors are known here.
    """
    buildings, flat = world.table("buildings"), np.asarray(world.table("households")["flat_area"])
    home, there = homes_of(world)
    lived = np.bincount(home[there], weights=flat[there], minlength=len(buildings))
    whole = np.maximum(np.asarray(buildings["floor_area"]), lived)[home]
    return np.asarray(np.divide(flat, whole, out=np.zeros(flat.shape), where=there & (whole > 0.0)))


def owner_shares(world: World) -> NDArray[np.float64]:
    """Who pays for works on a building. (B, payers) [1]

    Notes
    -----
    By floor. Flats of households that own them: these. Flats let or empty, and shops: landlords. Public homes: the
    city. Other uses: the businesses, public bodies among them.
    """
    buildings, households = world.table("buildings"), world.table("households")
    shares = np.zeros((len(buildings), len(Payer)))
    home = buildings["use"] == Use.RESIDENTIAL
    public = home & (buildings["ownership"] == Ownership.PUBLIC)
    own = (households["tenure"] == Tenure.OWNER) & homes_of(world)[1]
    floor = floor_parts(world)[own]
    lived = np.bincount(np.asarray(households["home"])[own], weights=floor, minlength=len(buildings))
    lived = np.where(lived > 1.0 - _ROUNDING, 1.0, lived)  # no landlord of a rounding error
    shares[:, Payer.HOUSEHOLDS] = np.where(home & ~public, lived, 0.0)
    shares[:, Payer.OWNERS] = np.where(home & ~public, 1.0 - lived, 0.0)
    shares[:, Payer.CITY] = public
    shares[:, Payer.BUSINESSES] = ~home
    return shares


def dweller_shares(world: World) -> NDArray[np.float64]:
    """Who pays a building's energy bill: those who live there, each household alike. (B, payers) [1]

    Bills of empty houses are their owners'.
    """
    buildings, households = world.table("buildings"), world.table("households")
    shares = np.zeros((len(buildings), len(Payer)))
    home = buildings["use"] == Use.RESIDENTIAL
    count = households_in(world)
    owners = households_in(world, households["tenure"] == Tenure.OWNER)
    lived = np.divide(owners, count, out=np.zeros(len(count)), where=count > 0.0)
    shares[:, Payer.HOUSEHOLDS] = np.where(home, lived, 0.0)
    shares[:, Payer.TENANTS] = np.where(home & (count > 0.0), 1.0 - lived, 0.0)
    shares[:, Payer.OWNERS] = home & (count == 0.0)
    shares[:, Payer.BUSINESSES] = ~home
    return shares
