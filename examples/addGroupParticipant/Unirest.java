var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/addGroupParticipant/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000",
        "participantChatId": "10000000"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
