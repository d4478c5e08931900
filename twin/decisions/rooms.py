"""Which parameters of people's decisions can a scenario override, under which names, and what rests on which?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from twin.decisions.budget_params import VoteParams
from twin.decisions.diffusion_params import DiffusionParams
from twin.decisions.market_params import MarketParams
from twin.decisions.network_params import NetworkParams
from twin.decisions.params import Params

if TYPE_CHECKING:
    from collections.abc import Mapping

    from twin.core.params import ParamSet

# Names under [params] of a scenario file, and in `World.params`.
ROOMS: Mapping[str, type[ParamSet]] = {
    "contacts": NetworkParams,
    "decisions": Params,
    "diffusion": DiffusionParams,
    "social_market": MarketParams,
    "vote": VoteParams,
}
