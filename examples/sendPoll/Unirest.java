var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendPoll/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "message": "Which colour?",
        "options": [
            "green",
            "blue"
        ]
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
