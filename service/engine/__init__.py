"""The turn engine: the loop and its collaborators, which never call each other."""
