Sub SetProfilePicture()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim data As Object
    Dim boundary As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/setProfilePicture/{{apiTokenInstance}}"
    boundary = "----sluice"

    Set data = CreateObject("ADODB.Stream")
    data.Type = 2
    data.Charset = "us-ascii"
    data.Open
    data.WriteText "--" & boundary & vbCrLf & "Content-Disposition: form-data; name=""file""; filename=""picture.jpg""" & vbCrLf & "Content-Type: image/jpeg" & vbCrLf & vbCrLf
    AppendFile data, "picture.jpg"
    data.WriteText vbCrLf & "--" & boundary & "--" & vbCrLf
    data.Position = 0
    data.Type = 1

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "multipart/form-data; boundary=" & boundary
    http.Send data.Read

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub

' Appends the bytes of a file to a stream of text.
Sub AppendFile(data As Object, name As String)
    Dim file As Object
    Set file = CreateObject("ADODB.Stream")
    file.Type = 1
    file.Open
    file.LoadFromFile name
    data.Position = 0
    data.Type = 1
    data.Position = data.Size
    data.Write file.Read
    data.Position = 0
    data.Type = 2
    data.Charset = "us-ascii"
    data.Position = data.Size
    file.Close
End Sub
