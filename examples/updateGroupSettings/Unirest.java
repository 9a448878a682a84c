var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/updateGroupSettings/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "-10000000000000",
        "allowParticipantsSendMessages": true,
        "allowParticipantsPinMessages": false
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
