var requestUrl = new StringBuilder();
requestUrl
    .append("{{apiUrl}}")
    .append("/waInstance").append("{{idInstance}}")
    .append("/getStateInstance/")
    .append("{{apiTokenInstance}}");

var response = Unirest.get(requestUrl.toString())
    .asString();

System.out.println(response.getBody());
