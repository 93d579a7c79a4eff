"""Where the commands that work on objects in a pipeline live."""

_O = "shell.commands.objects."
TABLE: dict[str, str] = {
    "Add-Member": _O + "add_member:AddMember",
    "Add-Type": _O + "new_object:AddType",
    "Compare-Object": _O + "compare_object:CompareObject",
    "ForEach-Object": _O + "foreach_object:ForEachObject",
    "Get-Member": _O + "get_member:GetMember",
    "Get-TypeData": _O + "type_data:GetTypeData",
    "Get-Unique": _O + "text_joining:GetUnique",
    "Group-Object": _O + "group_object:GroupObject",
    "Join-String": _O + "text_joining:JoinString",
    "Measure-Object": _O + "measure_object:MeasureObject",
    "New-Object": _O + "new_object:NewObject",
    "Remove-TypeData": _O + "type_data:RemoveTypeData",
    "Select-Object": _O + "select_object:SelectObject",
    "Sort-Object": _O + "sort_object:SortObject",
    "Update-List": _O + "update_list:UpdateList",
    "Update-TypeData": _O + "type_data:UpdateTypeData",
    "Where-Object": _O + "where_object:WhereObject",
}
