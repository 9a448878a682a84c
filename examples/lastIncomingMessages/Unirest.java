var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/lastIncomingMessages/")
    .append("{{apiTokenInstance}}")
    .append("?minutes=1440");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
