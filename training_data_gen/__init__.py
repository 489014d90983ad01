"""From the registry to training data: what people say, executed and verified, one file per stage."""
