"""Session commands: the *-PSSession family, Invoke-Command, options, the lab, event logs."""
