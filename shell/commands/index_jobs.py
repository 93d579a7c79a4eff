"""Where the job commands live."""

_J = "shell.commands.jobs."
TABLE: dict[str, str] = {
    "Debug-Job": _J + "debug_job:DebugJob",
    "Get-Job": _J + "get_job:GetJob",
    "Receive-Job": _J + "receive_job:ReceiveJob",
    "Remove-Job": _J + "remove_job:RemoveJob",
    "Restart-Job": _J + "own_verbs:RestartJob",
    "Resume-Job": _J + "own_verbs:ResumeJob",
    "Send-JobInput": _J + "own_verbs:SendJobInput",
    "Start-Job": _J + "start_job:StartJob",
    "Start-ThreadJob": _J + "start_thread_job:StartThreadJob",
    "Stop-Job": _J + "stop_job:StopJob",
    "Suspend-Job": _J + "own_verbs:SuspendJob",
    "Wait-Job": _J + "wait_job:WaitJob",
    "Watch-Job": _J + "watch_job:WatchJob",
}
