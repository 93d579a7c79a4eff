"""Where the commands that work on objects in a pipeline live."""

TABLE: dict[str, str] = {
    "ForEach-Object": "shell.commands.objects.foreach_object:ForEachObject",
    "Group-Object": "shell.commands.objects.group_object:GroupObject",
    "Measure-Object": "shell.commands.objects.measure_object:MeasureObject",
    "Select-Object": "shell.commands.objects.select_object:SelectObject",
    "Sort-Object": "shell.commands.objects.sort_object:SortObject",
    "Where-Object": "shell.commands.objects.where_object:WhereObject",
}
