"""The spatial split on a Dask cluster, with the results of one process: parts of the projects go to the workers.

Needs dask-geopandas and distributed (extra ``cluster``), and the tracker where the workers run.
"""

from __future__ import annotations

import warnings
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracker.analysis.files import need
from tracker.analysis.panel.place import Units
from tracker.errors import UsageError

if TYPE_CHECKING:
    import geopandas
    import numpy as np
    import pandas as pd

    Array = np.ndarray[Any, Any]

#: Parts a worker thread gets: some more than one, since lines differ in length.
_PARTS = 3


@dataclass(frozen=True, slots=True)
class OnCluster:
    """Splits shapes on the cluster of a scheduler ("tcp://host:8786"): a splitter of place.py.

    Raises
    ------
    UsageError
        A library is missing, or no scheduler answers there.
    """

    address: str
    seconds: float = 10.0

    def __post_init__(self) -> None:
        need("dask_geopandas", "cluster")
        need("distributed", "cluster")

    def __call__(self, units: Units, shapes: Array, kind: Array) -> tuple[Array, Array, Array]:
        """Return what ``units.split(shapes, kind)`` returns, in the order of the shapes."""
        import dask_geopandas
        import geopandas
        import numpy as np
        import pandas as pd
        from distributed import Client

        if not len(shapes):
            return units.split(shapes, kind)
        try:
            client: Any = Client(self.address, timeout=self.seconds, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError) as e:
            raise UsageError(
                f"No Dask scheduler answers at {self.address}.",
                "Start one with `dask scheduler`, or leave --scheduler out.",
            ) from e
        with closing(client):
            threads = sum(client.nthreads().values())
            if not threads:
                raise UsageError(
                    f"The scheduler at {self.address} has no workers.", "Start some with `dask worker ADDRESS`."
                )
            frame = geopandas.GeoDataFrame(
                {"asset": np.arange(len(shapes)), "kind": kind}, geometry=list(shapes), crs="EPSG:4326"
            )
            parts = dask_geopandas.from_geopandas(frame, npartitions=min(threads * _PARTS, len(frame)), sort=False)
            meta = pd.DataFrame({"asset": np.array([], np.int64), "unit": np.array([], np.int64), "size": np.array([])})
            held = client.scatter(units, broadcast=True, hash=False)
            work = parts.map_partitions(_split, held, meta=meta, enforce_metadata=False)
            with warnings.catch_warnings():
                # The shapes go to the workers with the work: they are here already, and go once.
                warnings.filterwarnings("ignore", message="Sending large graph")
                found = client.compute(work, sync=True).sort_values(["asset", "unit", "size"], kind="stable")
        return found["asset"].to_numpy(), found["unit"].to_numpy(), found["size"].to_numpy()


def _split(part: geopandas.GeoDataFrame, units: Units) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    shapes = np.array(part.geometry.values, dtype=object)
    of, unit, size = units.split(shapes, part["kind"].to_numpy())
    return pd.DataFrame({"asset": part["asset"].to_numpy()[of], "unit": np.asarray(unit, np.int64), "size": size})
