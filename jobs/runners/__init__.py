"""Ways of running jobs, a file each."""
