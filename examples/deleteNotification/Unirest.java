var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/deleteNotification/")
    .append("{{apiTokenInstance}}")
    .append("/1234567");

var response = Unirest.delete(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
