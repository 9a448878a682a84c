var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/sendLocation/")
    .append("{{apiTokenInstance}}");

var requestBody = """
    {
        "chatId": "10000000",
        "nameLocation": "Restaurant",
        "address": "12 Example Street",
        "latitude": 55.75,
        "longitude": 37.61
    }""";

var response = Unirest.post(requestUrl.toString())
    .header("Content-Type", "application/json")
    .body(requestBody)
    .asString();

System.out.println(response.getBody());
