var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/partner/deleteInstanceAccount/")
    .append("{{partnerToken}}");

var requestBody = """
    {
        "idInstance": 4900000002
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
