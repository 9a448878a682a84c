var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/updateGroupName/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000",
        "groupName": "New name"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
