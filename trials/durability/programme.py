"""The trials of durability."""

from trials.durability.attachments import TRIALS as ATTACHMENTS
from trials.durability.backups import TRIALS as BACKUPS
from trials.durability.clocks import TRIALS as CLOCKS
from trials.durability.crashing import TRIALS as CRASHING
from trials.durability.failover import TRIALS as FAILOVER
from trials.durability.filling import TRIALS as FILLING
from trials.durability.killing import TRIALS as KILLING
from trials.durability.migrations import TRIALS as MIGRATIONS
from trials.durability.posting import TRIALS as POSTING

TRIALS = (
    *(*KILLING, *FILLING, *CRASHING, *FAILOVER, *POSTING, *ATTACHMENTS),
    *(*CLOCKS, *BACKUPS, *MIGRATIONS),
)
