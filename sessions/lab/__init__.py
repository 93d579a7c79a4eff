"""The lab: hosts inside this process, for demos, training and tests. No root, no network, no sshd; gone at exit.

    with Lab(hosts=3) as lab:
        service.add_resolver(lab)          # Server01 .. Server03 now resolve
        session = service.open(HostSpec("Server01"))
"""
from sessions.lab.lab import Lab
from sessions.lab.server import Faults, LabHost

__all__ = ["Faults", "Lab", "LabHost"]
