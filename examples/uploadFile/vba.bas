Sub UploadFile()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim data As Object

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{mediaUrl}}/waInstance{{idInstance}}/uploadFile/{{apiTokenInstance}}"

    Set data = CreateObject("ADODB.Stream")
    data.Type = 1
    data.Open
    data.LoadFromFile "a.txt"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "text/plain"
    http.setRequestHeader "GA-Filename", "a.txt"
    http.Send data.Read

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
