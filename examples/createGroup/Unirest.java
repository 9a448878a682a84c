var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/createGroup/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "groupName": "Team",
        "chatIds": [
            "10000000"
        ],
        "type": "supergroup"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
