var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/partner/createInstance/")
    .append("{{partnerToken}}");

var requestBody = """
    {
        "name": "shop",
        "delaySendMessagesMilliseconds": 3000
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
