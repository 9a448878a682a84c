var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/editMessage/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "idMessage": "1763115112346",
        "message": "new text"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
