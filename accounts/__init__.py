"""People: who they work for, what they may do, and in which districts."""
