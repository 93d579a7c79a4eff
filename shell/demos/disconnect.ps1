# demo: title Close the laptop, the work goes on
# demo: host 2
# demo: minutes 5
# demo: chapter Work that lasts
$s = New-PSSession -ComputerName Server01 -Name nightly
# A job that takes its time: one line every tenth of a second.
$job = Invoke-Command -Session $s { 1..20 | ForEach-Object { Start-Sleep -Milliseconds 100; "line $_" } } -AsJob -JobName count
# demo: stop
# demo: chapter The connection goes away
# demo: note This is what happens on a train, too: nobody has to ask for it.
Disconnect-PSSession $s
# demo: say The session is on the other machine and works on; the job here says so.
# demo: expect Disconnected
Get-PSSession -Name nightly
# demo: expect count
$job | Format-Table Id, Name, State, Location
# demo: chapter Back again
# Receive-PSSession connects and takes every line, also those that came meanwhile. Each comes once.
$all = Receive-PSSession -Session $s -OutTarget Job | Wait-Job | Receive-Job
# demo: expect ^20$
$all.Count
# demo: expect line 20
$all[0, -1]
# demo: chapter A line never runs in the wrong place
# demo: auto
Enter-PSSession -ComputerName Server02
# demo: auto
# demo: expect Server02
hostname
# demo: auto
Exit-PSSession
# demo: silent
Get-Job | Remove-Job -Force
# demo: silent
Get-PSSession | Remove-PSSession
# demo: say Disconnect, reconnect, nothing lost.
