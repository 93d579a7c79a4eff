"""The job commands: cmdlets and services over the jobs package."""
