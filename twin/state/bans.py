"""Which vehicles may not drive in the zones where they are kept? Least Euro classes against those of vehicles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from twin.state.codes import Engine, VehicleKind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from twin.state.table import Table


def below(
    engine: NDArray[np.int64], euro: NDArray[np.int64], petrol: NDArray[np.int64], diesel: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Whether cars are of a lower class than may drive. (N,)

    Parameters
    ----------
    engine, euro : Drive and Euro class. (N,)
    petrol, diesel : Least classes where they would drive; hybrids count as petrol. (N,)
    """
    burns_petrol = (engine == Engine.PETROL) | (engine == Engine.HYBRID)
    return np.asarray((burns_petrol & (euro < petrol)) | ((engine == Engine.DIESEL) & (euro < diesel)))


def barred(vehicles: Table, households: Table, zones: Table) -> NDArray[np.bool_]:
    """Whether each vehicle is a car that may not drive in the hours of the ban in the zone of its household. (V,)"""
    home = households["zone"][vehicles["household"]]
    low = below(vehicles["engine"], vehicles["euro"], zones["least_petrol"][home], zones["least_diesel"][home])
    return np.asarray(low & (vehicles["kind"] == VehicleKind.CAR))
