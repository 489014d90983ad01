"""`zantara chat`: the terminal client."""
