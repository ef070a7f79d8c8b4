"""Who may open the pages of reach that are not for everybody: rows of tests/test_who_may_open_what.py."""

from tests.reach.conftest import make_pulse

MATRIX = """
GET   network_pulse                         in   404  404  404  404  404  ok   ok   ok   ok   ok   ok
POST  network_pulse                         in   404  404  404  404  404  go   go   403  403  403  403
GET   network_pulse_open                    in   405  405  405  405  405  405  405  405  405  405  405
POST  network_pulse_open                    in   404  404  404  404  404  403  403  403  go   403  go
"""


def arguments_of_reach(network) -> dict:
    make_pulse(network)
    return {"network_pulse": ([network.slug], {"openly": "4", "helps": "5", "whom": "3"})}
