var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/forwardMessages/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "chatIdFrom": "10000000",
        "messages": [
            "1763115112345",
            "1763115112346"
        ]
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
