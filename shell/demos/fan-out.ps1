# demo: title One command on many machines
# demo: host 8
# demo: minutes 5
# demo: chapter Ask everybody
# Eight machines in the lab. One session each, all at once.
$s = New-PSSession -ComputerName (1..8 | ForEach-Object { "Server0$_" })
# demo: expect Opened
$s | Group-Object State -NoElement
# The command runs on all eight; every object says where it comes from.
# demo: expect Server08
Invoke-Command -Session $s { [pscustomobject]@{ Errors = (Select-String ERROR c:\logs\app.log).Count } } | Sort-Object Errors -Descending | Select-Object PSComputerName, Errors
# demo: chapter Values go along
$limit = 850
# demo: note $using: is a copy. Changing it there changes nothing here.
# demo: say $using: takes a value from here to there.
Invoke-Command -Session $s { $slow = Get-Content c:\logs\app.log | Where-Object { $_ -match 'took (\d+) ms' -and [int]$Matches[1] -gt $using:limit }; "$(@($slow).Count) requests over $using:limit ms" }
# demo: chapter Not all at once
# -ThrottleLimit: two at a time, the others wait for their turn.
# demo: expect 8
(Invoke-Command -Session $s -ThrottleLimit 2 { hostname }).Count
# demo: chapter Errors stay where they belong
# One machine fails, seven answer. The error names the machine.
# demo: error disk is full on Server03
Invoke-Command -Session $s { if ((hostname) -eq 'Server03') { throw 'disk is full on Server03' } else { 'fine' } } | Group-Object -NoElement
# The error is an object, too.
# demo: expect Server03
$Error[0].OriginInfo.PSComputerName
# demo: chapter In the background
$job = Invoke-Command -Session $s { Start-Sleep -Milliseconds 200; hostname } -AsJob -JobName ask
# demo: expect ask
Get-Job -Name ask
# demo: expect 8
($job | Receive-Job -Wait).Count
# demo: silent
Get-Job | Remove-Job -Force
# demo: silent
Remove-PSSession $s
