"""The handler author's road: a scaffold, a check of what stands there, a reference of what is registered."""
