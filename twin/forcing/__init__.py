"""Which weather, prices and carbon intensity drive the district, hour by hour?"""

from twin.forcing.build import build
from twin.forcing.params import Params
from twin.forcing.spec import ForcingSpec

__all__ = ["ForcingSpec", "Params", "build"]
