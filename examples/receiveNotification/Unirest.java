var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/receiveNotification/")
    .append("{{apiTokenInstance}}")
    .append("?receiveTimeout=5");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
