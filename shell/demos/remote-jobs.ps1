# demo: title Jobs on other machines (about_Remote_Jobs, by hand)
# demo: host 3
# demo: minutes 8
# demo: type-speed 4
# demo: chapter A job in an interactive session
# Enter-PSSession takes the prompt to another machine; what is typed then runs there.
# demo: note Any key types, Enter runs. Tab lends the keyboard to the real prompt and back. Page Up goes back.
Enter-PSSession -ComputerName Server01
# The job is started there and lives there.
# demo: note Point at the prompt: [Server01].
$job = Start-Job -ScriptBlock { Get-EventLog "Windows PowerShell" }
# demo: expect Get-EventLog
Get-Job
# demo: silent
$null = Wait-Job $job
# demo: say Its output goes to a file on that machine.
Receive-Job $job > c:\logs\PsLog.txt
Exit-PSSession
# demo: chapter A session that is kept
# New-PSSession opens a session and keeps it; commands are sent to it.
$s = New-PSSession -ComputerName Server01
# The file is there. Windows paths and names in any case are understood.
# demo: expect .
Invoke-Command -Session $s -ScriptBlock { Get-Content c:\logs\pslog.txt -TotalCount 3 }
# demo: chapter A job here for work there
# -AsJob: the work runs there, the job is here, the prompt is free at once.
Invoke-Command -ComputerName Server01 -ScriptBlock { Get-EventLog System } -AsJob -JobName logs
# demo: expect logs
Get-Job -Name logs
$results = Receive-Job -Name logs -Wait
# The results are objects; each knows the machine it came from.
# demo: expect Server01
$results | Select-Object -First 3 PSComputerName, EntryType, Source, Message
# demo: chapter One command, many machines
# demo: note If time is short, skip this chapter with Page Down.
$many = Invoke-Command -ComputerName Server01, Server02, Server03 -ScriptBlock { hostname } -AsJob
# demo: silent
$null = Wait-Job $many
# One child job a machine.
# demo: expect Server03
$many.ChildJobs
# demo: expect Server02
Receive-Job $many
# demo: chapter A job that stays on the other machine
# Start-Job inside Invoke-Command: the job is there and outlives this command.
Invoke-Command -Session $s -ScriptBlock { $job = Start-Job -ScriptBlock { Get-EventLog System } }
# demo: expect BackgroundJob
Invoke-Command -Session $s -ScriptBlock { Get-Job }
# Its results are fetched when they are wanted.
$results = Invoke-Command -Session $s -ScriptBlock { Receive-Job -Job $job -Wait }
# demo: expect ^\d+$
$results.Count
# demo: note A machine that is not there is an error that names it, not a hang.
# demo: error Server99|resolve|No such host|known
Invoke-Command -ComputerName Server99 -ScriptBlock { hostname }
# demo: silent
Get-PSSession | Remove-PSSession
# demo: silent
Get-Job | Remove-Job -Force
# demo: say That is all of about_Remote_Jobs: enter, start, fetch, leave.
