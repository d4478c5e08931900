"""Whose is a building's money? Who owns its flats, who lives in them, and what each household pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.state.codes import Ownership, Payer, Tenure, Use

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.world import World


def homes_of(world: World) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Building of each household, and whether it has one. (H,), (H,)"""
    home = np.asarray(world.table("households")["home"])
    return home, home >= 0


def households_in(world: World, which: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
    """Households of each building, all or some. (B,) [1]"""
    home, there = homes_of(world)
    rows = home[there if which is None else there & which]
    return np.bincount(rows, minlength=len(world.table("buildings"))).astype(np.float64)


def flats(world: World) -> NDArray[np.float64]:
    """Flats of each building: as many as counted, and no fewer than households, at least one. (B,) [1]"""
    return np.asarray(np.maximum(np.maximum(world.table("buildings")["flats"], households_in(world)), 1.0))


def owner_shares(world: World) -> NDArray[np.float64]:
    """Who pays for works on a building. (B, payers) [1]

    Notes
    -----
    Flats of households that own them: these. Flats let or empty: landlords. Public homes: the city. Other uses: the
    businesses, public bodies among them.
    """
    buildings, households = world.table("buildings"), world.table("households")
    shares = np.zeros((len(buildings), len(Payer)))
    home = buildings["use"] == Use.RESIDENTIAL
    public = home & (buildings["ownership"] == Ownership.PUBLIC)
    lived = households_in(world, households["tenure"] == Tenure.OWNER) / flats(world)
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
