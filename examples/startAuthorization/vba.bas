Sub StartAuthorization()
    Dim url As String
    Dim http As Object
    Dim response As String
    Dim body As String

    ' The apiUrl, idInstance and apiTokenInstance values are available in console, double brackets must be removed
    url = "{{apiUrl}}/waInstance{{idInstance}}/startAuthorization/{{apiTokenInstance}}"
    body = "{""phoneNumber"": 79876543210}"

    Set http = CreateObject("MSXML2.XMLHTTP")

    http.Open "POST", url, False
    http.setRequestHeader "Content-Type", "application/json"
    http.Send body

    response = http.responseText

    Debug.Print response

    ' Outputting the answer to the desired cell
    ' Range("A1").Value = response

    Set http = Nothing
End Sub
