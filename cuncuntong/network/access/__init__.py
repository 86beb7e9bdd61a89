"""Who may see and do what: the one place that turns duties at places into limits on queries."""

from cuncuntong.network.access.caller import Caller, Denied, Grant, NotVisible, caller_of, fetch
from cuncuntong.network.access.duties import abilities_of

__all__ = ["Caller", "Denied", "Grant", "NotVisible", "abilities_of", "caller_of", "fetch"]
