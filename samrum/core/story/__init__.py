"""A story: given these facts and acts, this decision, these letters, these dates.

A service package brings its own stories; whoever adopts it runs them before, with her own
bindings.  `read` reads them from stories/*.toml, `tell` plays one through the core and says where
it ended otherwise than it was told.
"""

from samrum.core.story.known import Act, Applied, Ending, Story
from samrum.core.story.read import read_law_stories, read_stories
from samrum.core.story.tell import Told, differences, tell, untold

__all__ = [
    "Act",
    "Applied",
    "Ending",
    "Story",
    "Told",
    "differences",
    "read_law_stories",
    "read_stories",
    "tell",
    "untold",
]
