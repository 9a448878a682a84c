var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendAuthorizationPassword/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "password": "secret"
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
