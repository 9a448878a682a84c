var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/setSettings/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "delaySendMessagesMilliseconds": 3000,
        "incomingWebhook": "yes"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
