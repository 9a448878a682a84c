var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/clearWebhooksQueue/")
    .append("{{apiTokenInstance}}");

var response = Unirest.delete(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
